package io.github.tracker6.benchmarks.conformance;

import io.github.tracker6.Endpoint;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The addresses that the checks send from. To a tracker on 127.0.0.0/8 every check sends from addresses of its own in this
 * network. Otherwise all checks share the addresses given, or the one that the system chooses. Thread-safe.
 */
final class Sources {
    private static final int PER_CHECK = 200;
    private static final int BLOCKS = 0x10000;

    private final List<InetAddress> given;
    private final AtomicInteger nextBlock;

    Sources(List<InetAddress> given, int firstBlock) {
        this.given = List.copyOf(given);
        this.nextBlock = new AtomicInteger(firstBlock);
    }

    /** Returns a number that no other check has. */
    int block() {
        return nextBlock.getAndIncrement() & (BLOCKS - 1);
    }

    /**
     * Returns a source address.
     *
     * @param index from 0; different ones have different addresses
     * @param block from {@link #block}
     * @throws NotOffered if there are not so many addresses
     */
    InetAddress address(InetSocketAddress tracker, int index, int block) throws IOException {
        boolean ipv4 = tracker.getAddress() instanceof Inet4Address;
        List<InetAddress> usable = given.stream()
                .filter(each -> each instanceof Inet4Address == ipv4)
                .toList();
        if (index < usable.size()) {
            return usable.get(index);
        }
        if (usable.isEmpty() && ipv4 && tracker.getAddress().isLoopbackAddress() && index < PER_CHECK) {
            // From 127.16.0.1: programs use addresses near 127.0.0.1.
            byte[] bytes = {127, (byte) (16 + (block >> 8) % 200), (byte) block, (byte) (1 + index)};
            return InetAddress.getByAddress(bytes);
        }
        if (usable.isEmpty() && index == 0) {
            return chosenBySystem(tracker);
        }
        String family = ipv4 ? "IPv4" : "IPv6";
        throw new NotOffered("it needs " + (index + 1) + " source addresses of " + family + ", see --source");
    }

    boolean has(InetSocketAddress tracker, int index) throws IOException {
        try {
            address(tracker, index, 0);
            return true;
        } catch (NotOffered e) {
            return false;
        }
    }

    /** Returns what the checks send from, in words. */
    String description(InetSocketAddress tracker) throws IOException {
        boolean ipv4 = tracker.getAddress() instanceof Inet4Address;
        List<String> usable = given.stream()
                .filter(each -> each instanceof Inet4Address == ipv4)
                .map(Sources::text)
                .toList();
        if (!usable.isEmpty()) {
            return String.join(", ", usable);
        }
        return ipv4 && tracker.getAddress().isLoopbackAddress()
                ? "addresses in 127.0.0.0/8, other ones for each check"
                : text(chosenBySystem(tracker));
    }

    private static InetAddress chosenBySystem(InetSocketAddress tracker) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(tracker);
            return socket.getLocalAddress();
        }
    }

    private static String text(InetAddress address) {
        String endpoint = Endpoint.of(address, 1).toString();
        return endpoint.substring(0, endpoint.lastIndexOf(':'));
    }
}
