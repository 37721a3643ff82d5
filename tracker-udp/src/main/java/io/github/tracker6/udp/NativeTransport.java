package io.github.tracker6.udp;

/** Replaces the native transport on a Java before 22. The jar has the real one for Java 22 and newer. */
final class NativeTransport {
    /** Where a jar that was built with Java 22 or newer has the real one. */
    private static final String REAL_ONE = "/META-INF/versions/22/io/github/tracker6/udp/NativeTransport.class";

    private static final int NEEDED_JAVA = 22;

    private NativeTransport() {}

    /**
     * Returns the native transport, always the same one.
     *
     * @throws UnsupportedOperationException if it does not work here; the message is the reason, and what to do
     */
    @SuppressWarnings("DoNotCallSuggester") // the class for Java 22 returns
    static DatagramTransport get() {
        throw new UnsupportedOperationException(
                whyNot(Runtime.version().feature(), NativeTransport.class.getResource(REAL_ONE) != null));
    }

    /**
     * Returns why this class is in the place of the real one.
     *
     * @param java the version that runs
     * @param isInJar whether the jar has the real one
     */
    static String whyNot(int java, boolean isInJar) {
        if (isInJar) {
            return "it needs Java 22 or newer; this jar has it, so start it with one";
        }
        return java < NEEDED_JAVA
                ? "it needs Java 22 or newer, and a jar that was built with one"
                : "this jar was built without it; build it with Java 22 or newer";
    }
}
