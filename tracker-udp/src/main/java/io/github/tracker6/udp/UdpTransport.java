package io.github.tracker6.udp;

/**
 * How a {@link UdpTrackerServer} receives and sends. Clients see no difference.
 *
 * @since 0.1.0
 */
public enum UdpTransport {
    /** {@link #NATIVE} if its self-test at start-up passes, else {@link #NIO}. */
    AUTO,
    /**
     * The JDK's datagram channels; works everywhere. Serves a wildcard with one socket per local address and worker.
     */
    NIO,
    /**
     * Linux's {@code recvmmsg} and {@code sendmmsg}, called through {@code java.lang.foreign}: many datagrams per
     * system call, without an object per datagram. Serves a wildcard with one socket per worker, which answers from the
     * address that was asked. It needs
     *
     * <ul>
     *   <li>Linux on x86-64 or AArch64,
     *   <li>Java 22 or newer, and a jar that was built with such a Java,
     *   <li>native access: {@code --enable-native-access=ALL-UNNAMED}. Without this option, Java 22 and newer print a
     *       warning; later versions may deny the access.
     * </ul>
     */
    NATIVE
}
