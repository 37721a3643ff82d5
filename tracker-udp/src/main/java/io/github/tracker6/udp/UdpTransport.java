package io.github.tracker6.udp;

/** By which means a {@link UdpTrackerServer} receives and sends. Clients see no difference. */
public enum UdpTransport {
    /** {@link #NATIVE} where it can be had, else {@link #NIO}. */
    AUTO,
    /** The JDK's datagram channels, everywhere. A wildcard address is one socket per local address. */
    NIO,
    /**
     * Linux's own {@code recvmmsg} and {@code sendmmsg}, called through {@code java.lang.foreign}: many datagrams per
     * system call and no object for any of them. Needs Java 22 or newer on Linux (x86-64 or AArch64), a jar that was
     * built with such a Java, and leave for native access, {@code --enable-native-access=ALL-UNNAMED}: Java 22 and newer
     * print a warning without it, and later ones may refuse. A wildcard address is one socket, which answers from the
     * address that was asked.
     */
    NATIVE
}
