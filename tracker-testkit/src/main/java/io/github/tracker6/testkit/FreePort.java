package io.github.tracker6.testkit;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds a port that is free for TCP and for UDP. Stateless.
 *
 * <p>A port that the system hands out for one protocol may be taken for the other. The ports here lie below the range
 * that systems take for outgoing connections, so no connection of another test takes one meanwhile.
 *
 * @since 0.1.0
 */
public final class FreePort {
    private static final int FIRST = 10_000;
    private static final int AFTER_LAST = 32_768;
    private static final int TRIES = 1_000;

    private FreePort() {}

    /**
     * Returns a port, from 10000 to 32767, on which a server can listen over TCP and over UDP.
     *
     * @param address the local address, or a wildcard address
     * @throws AssertionError if none of 1,000 ports is free
     */
    public static int on(InetAddress address) {
        for (int i = 0; i < TRIES; i++) {
            InetSocketAddress candidate =
                    new InetSocketAddress(address, ThreadLocalRandom.current().nextInt(FIRST, AFTER_LAST));
            if (isFree(candidate)) {
                return candidate.getPort();
            }
        }
        throw new AssertionError("no free port on " + address.getHostAddress());
    }

    private static boolean isFree(InetSocketAddress candidate) {
        try (ServerSocket tcp = new ServerSocket();
                DatagramSocket udp = new DatagramSocket(candidate)) {
            tcp.bind(candidate);
            return udp.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
