package io.github.tracker6.standalone.client;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.standalone.cli.Printable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A tracker that is asked: its addresses one after the other, those of IPv6 first, until one answers. From then on it is asked at
 * that address alone, so that two announces come from one client. Not thread-safe.
 */
public final class RemoteTracker implements AutoCloseable {
    private final TrackerUrl url;
    private final Duration timeout;
    private final List<InetSocketAddress> candidates;
    private final List<String> failures = new ArrayList<>();
    private @Nullable TrackerWire wire;
    private @Nullable InetSocketAddress address;

    private RemoteTracker(TrackerUrl url, Duration timeout, List<InetSocketAddress> candidates) {
        this.url = url;
        this.timeout = timeout;
        this.candidates = candidates;
    }

    /**
     * Looks up the addresses of a tracker, and asks it nothing yet.
     *
     * @param family null for both
     * @param timeout for each address and request
     * @throws IOException if there is no address
     */
    public static RemoteTracker lookUp(TrackerUrl url, @Nullable AddressFamily family, Duration timeout)
            throws IOException {
        InetAddress[] all;
        try {
            all = InetAddress.getAllByName(url.host());
        } catch (UnknownHostException e) {
            throw new IOException(Printable.of(url.host()) + " has no address in DNS", e);
        }
        List<InetSocketAddress> candidates = Stream.of(AddressFamily.IPV6, AddressFamily.IPV4)
                .filter(each -> family == null || each == family)
                .flatMap(each -> Stream.of(all).filter(address -> isOf(each, address)))
                .map(address -> new InetSocketAddress(address, url.port()))
                .toList();
        if (candidates.isEmpty()) {
            throw new IOException(Printable.of(url.host()) + " has no address of " + name(family));
        }
        return new RemoteTracker(url, timeout, candidates);
    }

    /** Asks at one address alone, whatever the name of the URL resolves to. */
    public static RemoteTracker at(TrackerUrl url, InetSocketAddress address, Duration timeout) {
        return new RemoteTracker(url, timeout, List.of(address));
    }

    private static boolean isOf(AddressFamily family, InetAddress address) {
        return (address instanceof Inet6Address) == (family == AddressFamily.IPV6);
    }

    private static String name(@Nullable AddressFamily family) {
        return family == AddressFamily.IPV4 ? "IPv4" : "IPv6";
    }

    /** An exchange with the tracker. */
    private interface Call<T> {
        T on(TrackerWire wire) throws IOException;
    }

    /**
     * Announces.
     *
     * @throws TrackerRefusal if the tracker answers something else
     * @throws IOException if it does not answer; the cause is that of the last address
     */
    public AnnounceAnswer announce(AnnounceQuery query) throws IOException {
        return exchange(wire -> wire.announce(query));
    }

    /**
     * Asks for counts, in several requests if need be.
     *
     * @return without the torrents that the tracker leaves out
     * @throws TrackerRefusal if the tracker answers something else
     * @throws IOException if it does not answer
     */
    public Map<InfoHash, ScrapeCounts> scrape(List<InfoHash> infoHashes) throws IOException {
        Map<InfoHash, ScrapeCounts> counts = new LinkedHashMap<>();
        int from = 0;
        while (from < infoHashes.size()) {
            int begin = from;
            from = exchange(wire -> {
                int end = Math.min(begin + wire.maxScrape(), infoHashes.size());
                counts.putAll(wire.scrape(infoHashes.subList(begin, end)));
                return end;
            });
        }
        return counts;
    }

    private <T> T exchange(Call<T> call) throws IOException {
        TrackerWire known = wire;
        if (known != null) {
            return call.on(known);
        }
        IOException last = null;
        for (InetSocketAddress candidate : candidates) {
            TrackerWire tried = null;
            boolean answered = false;
            try {
                tried = open(candidate);
                address = candidate;
                T result = call.on(tried);
                answered = true;
                return result;
            } catch (TrackerRefusal e) {
                answered = true;
                throw e;
            } catch (IOException e) {
                failures.add(text(candidate) + ": " + reason(e));
                last = e;
            } finally {
                if (answered) {
                    wire = tried;
                } else {
                    address = null;
                    if (tried != null) {
                        tried.close();
                    }
                }
            }
        }
        throw new IOException(String.join("; ", failures), last);
    }

    private TrackerWire open(InetSocketAddress candidate) throws IOException {
        return url.protocol() == TrackerUrl.Protocol.UDP
                ? UdpWire.open(url, candidate, timeout)
                : new HttpWire(url, candidate, timeout);
    }

    private static String reason(IOException failure) {
        if (failure instanceof SocketTimeoutException) {
            return "no answer in time";
        }
        if (failure instanceof NoRouteToHostException) {
            return "no route to this address";
        }
        if (failure instanceof ConnectException || failure instanceof PortUnreachableException) {
            String text = String.valueOf(failure.getMessage());
            return text.contains("refused") || failure instanceof PortUnreachableException
                    ? "connection refused: nothing listens there"
                    : Printable.of(text);
        }
        return Printable.of(String.valueOf(failure.getMessage()));
    }

    /** Returns the address that answered, as {@code [2001:db8::1]:6969}; empty if none has. */
    public String address() {
        return address == null ? "" : text(address);
    }

    /** Returns {@code IPv6} or {@code IPv4}, after an answer. */
    public String family() {
        return address != null && address.getAddress() instanceof Inet6Address ? "IPv6" : "IPv4";
    }

    /** Returns a line for each address that did not answer. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    private static String text(InetSocketAddress address) {
        return Endpoint.of(address.getAddress(), address.getPort()).toString();
    }

    @Override
    public void close() {
        TrackerWire open = wire;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // Nothing is lost: all answers were read.
            }
        }
    }
}
