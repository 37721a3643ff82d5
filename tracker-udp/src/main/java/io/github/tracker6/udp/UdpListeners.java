package io.github.tracker6.udp;

import io.github.tracker6.health.Health;
import io.github.tracker6.internal.FailureLines;
import io.github.tracker6.internal.FileDescriptors;
import io.github.tracker6.internal.JavaIpv6;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All listeners of a server. Follows the addresses of the host as they come and go. Thread-safe. */
final class UdpListeners {
    private static final Logger LOG = LoggerFactory.getLogger(UdpTrackerServer.class);
    private static final int PORT_ATTEMPTS = 64;
    private static final long JOIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final TransportChoice choice;
    private final BindPlan plan;
    private final int workers;
    private final int receiveBufferBytes;
    private final UdpHandler handler;
    private final UdpStats stats;
    private final FailureLines lines = new FailureLines(FileDescriptors.limit());
    private final Map<String, UdpListener> listeners = new LinkedHashMap<>();
    private int port;
    private boolean closed;
    /** Whether IPv6 is wanted, and the Java runtime of this transport has none. */
    private boolean awaitsIpv6;

    /** What {@link #health} tells; it must not wait for a socket that is being closed. */
    private volatile Sockets sockets = new Sockets(List.of(), List.of());

    private volatile boolean lacksIpv6;
    private volatile boolean scanFails;

    /** The addresses on which the last scan could not listen. */
    private Set<String> failed = Set.of();

    /**
     * What there is.
     *
     * @param missing the addresses without a socket
     */
    private record Sockets(List<UdpListener> open, List<String> missing) {}

    UdpListeners(ListenOptions options, TransportChoice choice, UdpHandler handler, UdpStats stats) {
        this.choice = choice;
        this.plan = new BindPlan(
                options.addresses().stream().map(Supplier::get).toList(),
                options.localAddresses(),
                choice.transport().servesWildcards());
        this.workers = options.workers();
        this.receiveBufferBytes = options.receiveBufferBytes();
        this.handler = handler;
        this.stats = stats;
    }

    /**
     * Opens all sockets, then starts all threads. After a failure of any kind no socket and no thread is left.
     *
     * @throws IOException if one of the addresses cannot be listened on
     */
    synchronized void open() throws IOException {
        try {
            bindAll();
            listeners.values().forEach(UdpListener::start);
            report();
            sockets = new Sockets(List.copyOf(listeners.values()), List.of());
        } catch (Throwable e) {
            closeAll();
            throw e;
        }
    }

    private void bindAll() throws IOException {
        for (int attempt = 1; listeners.isEmpty(); attempt++) {
            try {
                openAll();
            } catch (Throwable e) {
                // A port that is free at one address may be taken at the next. Then another port is tried.
                boolean retry = port != 0 && e instanceof BindException && attempt < PORT_ATTEMPTS;
                port = 0;
                closeAll();
                if (!retry) {
                    throw e;
                }
            }
        }
    }

    /**
     * Brings the listeners in line with the host: opens sockets on new addresses, closes those on addresses that the
     * host no longer has, and replaces sockets that do not work any more.
     */
    synchronized void reconcile() throws IOException, InterruptedException {
        if (closed) {
            return;
        }
        reportLateIpv6();
        Map<String, BindPlan.Target> targets = plan.targets(port);
        Set<String> before = Set.copyOf(listeners.keySet());
        Iterator<Map.Entry<String, UdpListener>> entries = listeners.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<String, UdpListener> entry = entries.next();
            boolean wanted = targets.containsKey(entry.getKey());
            if (!wanted || !entry.getValue().isAlive()) {
                LOG.info("No longer listening on UDP {}", entry.getKey());
                entry.getValue().close();
                // The port is free when the last thread has left its system call.
                entry.getValue().join(System.nanoTime() + JOIN_NANOS);
                entries.remove();
            }
        }
        for (Map.Entry<String, BindPlan.Target> target : targets.entrySet()) {
            if (!listeners.containsKey(target.getKey())) {
                reopen(target.getKey(), target.getValue());
            }
        }
        scanFails = false;
        noteSockets(targets.keySet(), before);
    }

    /** An address that has just come may not be ready: it counts as missing from the second scan on. */
    private void noteSockets(Set<String> wanted, Set<String> before) {
        Set<String> failedNow = new LinkedHashSet<>(wanted);
        failedNow.removeAll(listeners.keySet());
        List<String> missing = failedNow.stream()
                .filter(name -> failed.contains(name) || before.contains(name))
                .toList();
        failed = failedNow;
        sockets = new Sockets(List.copyOf(listeners.values()), missing);
    }

    /** Returns how the sockets do. Does not wait. */
    Health health() {
        Sockets now = sockets;
        if (now.open().stream().noneMatch(UdpListener::isAnyAlive)) {
            return Health.down("no socket is open");
        }
        List<String> lost = now.open().stream()
                .filter(listener -> !listener.isAlive())
                .map(listener -> BindPlan.name(listener.address()))
                .toList();
        if (!lost.isEmpty() || !now.missing().isEmpty()) {
            return Health.degraded("does not listen on "
                    + Stream.concat(lost.stream(), now.missing().stream()).collect(Collectors.joining(", ")));
        }
        if (scanFails) {
            return Health.degraded("the host's addresses can't be read");
        }
        return lacksIpv6
                ? Health.degraded("listens on IPv4 in place of [::]: there was no IPv6 at the start")
                : Health.UP;
    }

    UdpTransport transport() {
        return choice.transport().kind();
    }

    /** Returns the addresses at which clients reach the server, each once. */
    synchronized List<InetSocketAddress> addresses() {
        return listeners.values().stream()
                .flatMap(listener -> plan.reachableAddresses(listener.address()).stream())
                .distinct()
                .toList();
    }

    synchronized void drain() {
        closed = true;
        listeners.values().forEach(UdpListener::drain);
    }

    synchronized boolean isHandling() {
        return listeners.values().stream().anyMatch(UdpListener::isHandling);
    }

    synchronized void close() {
        closed = true;
        closeAll();
    }

    private void openAll() throws IOException {
        if (plan.needsPort() && port == 0) {
            choosePort();
        }
        for (Map.Entry<String, BindPlan.Target> target : plan.targets(port).entrySet()) {
            if (!listeners.containsKey(target.getKey())) {
                open(target.getKey(), target.getValue());
            }
        }
        if (listeners.isEmpty()) {
            throw noAddress();
        }
    }

    /** Opens the first address that was requested with port 0. The others then take the port that it got. */
    private void choosePort() throws IOException {
        for (BindPlan.Target target : plan.targets(0).values()) {
            if (target.address().getPort() == 0 && (target.named() || isLocal(target))) {
                UdpListener listener = listener(target.address());
                port = listener.address().getPort();
                listeners.put(BindPlan.name(listener.address()), listener);
                return;
            }
        }
        throw noAddress();
    }

    private static IOException noAddress() {
        return new IOException("this host has no address to listen on over UDP");
    }

    private void open(String name, BindPlan.Target target) throws IOException {
        try {
            listeners.put(name, listener(target.address()));
        } catch (IOException e) {
            // The host may still be testing a new address for duplicates, or the address has just gone.
            if (target.named() || isLocal(target)) {
                throw e;
            }
            LOG.debug("UDP {} is not ready yet", name, e);
        }
    }

    private void reopen(String name, BindPlan.Target target) {
        try {
            UdpListener listener = listener(target.address());
            listeners.put(name, listener);
            listener.start();
            LOG.info("Listening on UDP {}", name);
        } catch (IOException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause(); // without the address
            handler.failures().recordBind(lines, "Cannot listen on UDP " + name + ", it is tried again: {}", cause);
        }
    }

    /** Counts and logs that {@link #reconcile} failed. Throws nothing. */
    void recordScanFailure(Throwable failure) {
        scanFails = true;
        handler.failures()
                .recordBind(lines, "The host's addresses could not be read, they are read again: {}", failure);
    }

    private UdpListener listener(InetSocketAddress address) throws IOException {
        return UdpListener.of(
                UdpSockets.open(choice.transport(), address, workers, receiveBufferBytes), handler, stats);
    }

    private static boolean isLocal(BindPlan.Target target) {
        return NioTransport.isLocal(target.address().getAddress());
    }

    private void reportIpv4InPlace(String name, UdpListener listener) {
        if (name.startsWith("[::]:") && listener.address().getAddress() instanceof Inet4Address) {
            lacksIpv6 = true;
            LOG.warn(
                    "UDP listens on 0.0.0.0 in place of {}, until the tracker is restarted: the system has no IPv6",
                    name);
        }
    }

    /** Reports once that the host has IPv6 by now, where the Java runtime cannot use it. */
    private void reportLateIpv6() {
        if (awaitsIpv6 && JavaIpv6.hostHasAddress()) {
            awaitsIpv6 = false;
            LOG.warn("The host has an IPv6 address now. UDP listens on IPv4 alone until the tracker is restarted");
        }
    }

    /** Closes every socket and waits for its thread: the port is free when the thread has ended. */
    private void closeAll() {
        long deadlineNanos = System.nanoTime() + JOIN_NANOS;
        List<UdpListener> open = List.copyOf(listeners.values());
        open.forEach(UdpListener::close);
        listeners.clear();
        try {
            for (UdpListener listener : open) {
                listener.join(deadlineNanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void report() {
        LOG.info("Listening on UDP {}, {}", listeners.keySet(), choice.description());
        if (choice.transport().servesWildcards()) {
            listeners.forEach(this::reportIpv4InPlace);
        } else if (plan.wantsAnyIpv6() && !JavaIpv6.isAvailable()) {
            lacksIpv6 = true;
            // An option of the Java runtime stays as it is after a restart.
            awaitsIpv6 = !Boolean.getBoolean("java.net.preferIPv4Stack");
            LOG.warn(
                    "UDP listens on IPv4 alone, until the tracker is restarted: {};"
                            + " the native transport (Java 22 or newer on Linux) would not need the Java runtime's IPv6",
                    JavaIpv6.obstacle());
        }
        int given = listeners.values().iterator().next().receiveBufferBytes();
        if (given < receiveBufferBytes) {
            LOG.info(
                    "The kernel gives {} of the {} bytes of receive buffer asked for;"
                            + " on Linux raise net.core.rmem_max if bursts get lost",
                    given,
                    receiveBufferBytes);
        }
    }
}
