package io.github.tracker6.internal;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether the Java runtime can open IPv6 sockets. On Linux it decides that once, when it starts: it has IPv6 if {@code
 * /proc/net/if_inet6} lists an address then. The system itself may have IPv6 all the same, and sockets that are opened
 * without the Java runtime then work. Stateless.
 */
public final class JavaIpv6 {
    private static final Path ADDRESSES = Path.of("/proc/net/if_inet6");

    private JavaIpv6() {}

    /** Returns whether the Java runtime can open IPv6 sockets. Opens one to find out. */
    public static boolean isAvailable() {
        try {
            DatagramChannel.open(StandardProtocolFamily.INET6).close();
            return true;
        } catch (UnsupportedOperationException e) {
            return false;
        } catch (IOException e) {
            return true; // of another kind, such as too many open files
        }
    }

    /** Returns why {@link #isAvailable()} is false, as a part of a sentence. */
    public static String obstacle() {
        if (Boolean.getBoolean("java.net.preferIPv4Stack")) {
            return "the Java runtime was started with java.net.preferIPv4Stack";
        }
        return Files.exists(ADDRESSES)
                ? "the host had no IPv6 address, or allowed no IPv6 socket, when the Java runtime started"
                : "the Java runtime finds no " + ADDRESSES
                        + " (the kernel has no IPv6, or ProcSubset=pid hides the file)";
    }

    /** Returns whether the host has an IPv6 address now; false where that cannot be read. */
    public static boolean hostHasAddress() {
        try {
            return !Files.readAllLines(ADDRESSES).isEmpty();
        } catch (IOException e) {
            return false;
        }
    }
}
