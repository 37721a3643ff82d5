package io.github.tracker6.udp;

/** Stands in for the native transport on a Java that is too old for it; the jar has another one for Java 22. */
final class NativeTransport {
    private NativeTransport() {}

    /**
     * Returns the native transport, the same each time.
     *
     * @throws UnsupportedOperationException saying what it lacks
     */
    @SuppressWarnings("DoNotCallSuggester") // the other one returns
    static DatagramTransport get() {
        throw new UnsupportedOperationException("it needs Java 22 or newer, and a jar that was built with one");
    }
}
