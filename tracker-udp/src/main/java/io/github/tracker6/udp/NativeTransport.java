package io.github.tracker6.udp;

/** Replaces the native transport on a Java before 22. The jar has the real one for Java 22 and newer. */
final class NativeTransport {
    private NativeTransport() {}

    /**
     * Returns the native transport, always the same one.
     *
     * @throws UnsupportedOperationException if it does not work here; the message is the reason
     */
    @SuppressWarnings("DoNotCallSuggester") // the class for Java 22 returns
    static DatagramTransport get() {
        throw new UnsupportedOperationException("it needs Java 22 or newer, and a jar that was built with one");
    }
}
