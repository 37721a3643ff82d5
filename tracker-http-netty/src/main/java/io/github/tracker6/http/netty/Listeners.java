package io.github.tracker6.http.netty;

import io.github.tracker6.Endpoint;
import io.github.tracker6.health.Health;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listening sockets of a server. */
final class Listeners {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    /** A loop runs its tasks between two rounds of its selector; after this time it has had a round. */
    private static final long SELECTOR_ROUND_MILLIS = 50;

    private final Transport transport;
    private final List<WorkerLoop> workerLoops;
    private final ServerContext context;
    private final List<Listener> listeners = new ArrayList<>();
    private final List<InetSocketAddress> addresses = new ArrayList<>();
    private final List<InetSocketAddress> tlsAddresses = new ArrayList<>();
    private boolean lacksIpv6;

    Listeners(Transport transport, List<WorkerLoop> workerLoops, ServerContext context) {
        this.transport = transport;
        this.workerLoops = workerLoops;
        this.context = context;
    }

    /**
     * Returns the addresses that no wildcard with the same port covers: its socket serves them too.
     *
     * @throws IllegalArgumentException if an address should be served in another way than the one that covers it
     */
    static List<Binding> uncovered(List<Binding> asked) {
        List<Binding> sockets = new ArrayList<>();
        for (Binding binding : asked) {
            boolean covered = false;
            for (Binding other : asked) {
                boolean same = other.address().equals(binding.address());
                boolean covers = same || covers(other.address(), binding.address());
                if (covers && !other.servesAs(binding)) {
                    if (binding.address().getPort() == 0) {
                        continue; // each gets a port of its own
                    }
                    throw new IllegalArgumentException(
                            other + " covers " + binding + ", so both must be served in the same way");
                }
                covered |= covers && (!same || sockets.contains(other));
            }
            if (!covered) {
                sockets.add(binding);
            }
        }
        return sockets;
    }

    private static boolean covers(InetSocketAddress wildcard, InetSocketAddress address) {
        return wildcard.getPort() == address.getPort()
                && wildcard.getAddress().isAnyLocalAddress()
                && (isIpv6(wildcard.getAddress()) || !isIpv6(address.getAddress()));
    }

    private static boolean isIpv6(InetAddress address) {
        return address instanceof Inet6Address;
    }

    /**
     * Listens on an address. Tries IPv6 in any case, and takes the IPv4 wildcard in place of the IPv6 one only if that fails
     * for want of IPv6.
     *
     * @throws IOException if that fails; sockets that are open stay open until {@link #close()}
     */
    void listen(Binding asked) throws IOException {
        int before = listeners.size();
        InetSocketAddress address = asked.address();
        try {
            bind(asked);
        } catch (IOException e) {
            if (!isAnyIpv6(address) || !MissingIpv6.isCauseOf(e)) {
                throw e;
            }
            List<Listener> failed = listeners.subList(before, listeners.size());
            failed.forEach(Listener::close);
            failed.clear();
            LOG.warn(
                    "HTTP listens on 0.0.0.0:{} in place of [::], until the tracker is restarted: {}",
                    address.getPort(),
                    MissingIpv6.describe(e));
            lacksIpv6 = true;
            bind(asked.at(new InetSocketAddress(InetAddress.getByAddress(new byte[4]), address.getPort())));
        }
    }

    private void bind(Binding binding) throws IOException {
        if (binding.tls() != null) {
            tlsAddresses.add(listen(binding, binding.address(), turned(), false));
            return;
        }
        if (!transport.sharesPorts()) {
            addresses.add(listen(binding, binding.address(), turned(), false));
            return;
        }
        // The first socket binds without SO_REUSEPORT, so that it fails if another process uses the port.
        InetSocketAddress bound = listen(binding, binding.address(), workerLoops.subList(0, 1), false);
        addresses.add(bound);
        share(listeners.get(listeners.size() - 1), bound);
        for (WorkerLoop workerLoop : workerLoops.subList(1, workerLoops.size())) {
            listen(binding, bound, List.of(workerLoop), true);
        }
    }

    /** The workers accept in turn, one for each address. */
    private List<WorkerLoop> turned() {
        List<WorkerLoop> turned = new ArrayList<>(workerLoops);
        Collections.rotate(turned, -addresses.size() - tlsAddresses.size());
        return turned;
    }

    private InetSocketAddress listen(Binding binding, InetSocketAddress address, List<WorkerLoop> served, boolean join)
            throws IOException {
        StandardProtocolFamily family =
                isIpv6(address.getAddress()) ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
        try {
            Listener listener = binding.tls() == null
                    ? transport.open(family, served, context, binding)
                    : new ChannelListener(transport.newChannel(family), served, context, binding);
            listeners.add(listener);
            if (join) {
                listener.sharePort();
            }
            return listener.listen(address);
        } catch (IOException | RuntimeException e) {
            throw failure(address, e);
        }
    }

    private static void share(Listener listener, InetSocketAddress address) throws IOException {
        try {
            listener.sharePort();
        } catch (IOException e) {
            throw failure(address, e);
        }
    }

    private static IOException failure(InetSocketAddress address, Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        // Netty's native transport names its call in front: "bind(..) failed with error(-13): Permission denied".
        String reason = message.contains("in use")
                ? "the port is in use"
                : message.replaceFirst("^\\w+\\(\\.\\.\\) failed(?: with error\\(-?[0-9]+\\))?: ", "");
        return new IOException("Cannot listen on " + text(address) + ": " + reason, cause);
    }

    /** Returns {@code 192.0.2.1:6969} or {@code [2001:db8::1]:6969}. */
    static String text(InetSocketAddress address) {
        return Endpoint.of(address.getAddress(), address.getPort()).toString();
    }

    private static boolean isAnyIpv6(InetSocketAddress address) {
        return isIpv6(address.getAddress()) && address.getAddress().isAnyLocalAddress();
    }

    /** Returns where plain HTTP is served. */
    List<InetSocketAddress> addresses() {
        return List.copyOf(addresses);
    }

    /** Returns where HTTPS is served. */
    List<InetSocketAddress> tlsAddresses() {
        return List.copyOf(tlsAddresses);
    }

    /** Returns how the sockets do. Thread-safe once all of them listen. */
    Health health() {
        long open = listeners.stream().filter(Listener::isOpen).count();
        if (open == 0) {
            return Health.down("no socket is open");
        }
        if (open < listeners.size()) {
            return Health.degraded(listeners.size() - open + " of " + listeners.size() + " sockets are closed");
        }
        return lacksIpv6
                ? Health.degraded("listens on 0.0.0.0 in place of [::]: there was no IPv6 at the start")
                : Health.UP;
    }

    /** Closes every listening socket, and returns when all are closed. Idempotent. */
    void close() {
        listeners.forEach(Listener::close);
        if (!listeners.isEmpty() && !transport.sharesPorts()) {
            // A selector releases a closed socket in its next round; until then the kernel still accepts connections.
            workerLoops.forEach(Listeners::awaitRound);
        }
    }

    private static void awaitRound(WorkerLoop workerLoop) {
        try {
            workerLoop
                    .loop()
                    .schedule(() -> {}, SELECTOR_ROUND_MILLIS, TimeUnit.MILLISECONDS)
                    .awaitUninterruptibly();
        } catch (RejectedExecutionException e) {
            // the loop has ended, and its selector with it
        }
    }
}
