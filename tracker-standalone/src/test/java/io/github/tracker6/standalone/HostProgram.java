package io.github.tracker6.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The program in a network namespace of its own, on port 6969 of both families. */
final class HostProgram implements AutoCloseable {
    static final int PORT = 6969;
    /** The UDP transport of older Java has the families that the Java runtime found when it started. */
    static final boolean NATIVE = Runtime.version().feature() >= 22;

    private static final long LIMIT_SECONDS = 30;

    final NetworkNamespace host;
    private final Path out;
    private final Path err;

    /** What may fail to be read. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException;
    }

    private HostProgram(NetworkNamespace host, Path folder) {
        this.host = host;
        this.out = folder.resolve("out");
        this.err = folder.resolve("err");
    }

    /** Makes the namespace; what the program says will go to files in the folder. */
    static HostProgram in(Path folder) throws IOException {
        return new HostProgram(NetworkNamespace.open(), folder);
    }

    /**
     * Starts the program and waits until it serves.
     *
     * @param prefix of the command line, such as {@code ulimit -n 100;}
     */
    void start(String prefix, String... javaOptions) throws IOException {
        start(prefix + " " + command(String.join(" ", javaOptions), "--lan"));
    }

    /** Starts the program with these options, and waits until it serves. */
    void startWith(String... options) throws IOException {
        start(command("", "--lan", options));
    }

    private void start(String command) throws IOException {
        host.run("(" + command + " > " + out + " 2> " + err + ") &");
        await(() -> lines(out).size() >= 2);
    }

    /** Returns a command line that runs the program. */
    String command(String javaOptions, String first, String... arguments) {
        return java() + " --enable-native-access=ALL-UNNAMED " + javaOptions + " " + Main.class.getName() + " " + first
                + " " + String.join(" ", arguments);
    }

    /** Returns a command line that runs another class. */
    String java(Class<?> main, String arguments) {
        return java() + " " + main.getName() + " " + arguments;
    }

    /** Returns a part of a command line; the class path goes through the environment. */
    private static String java() {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return "env 'CLASSPATH=" + classPath + "' '" + Path.of(System.getProperty("java.home"), "bin", "java")
                // Its file would be that of a process with the same number outside.
                + "' -XX:-UsePerfData";
    }

    /** Returns a line such as {@code http ::1} for each protocol and address that answers. */
    List<String> answered(String... addresses) throws IOException {
        return host.run(client("ask", addresses)).lines().toList();
    }

    /** Returns a command line, see {@link NamespaceClient#main}. */
    String client(String command, String... arguments) {
        return java(NamespaceClient.class, command + " " + PORT + " " + String.join(" ", arguments));
    }

    Stream<String> log() throws IOException {
        return lines(err).stream();
    }

    List<String> warnings(String text) throws IOException {
        return log().filter(line -> line.contains(" WARN ") && line.contains(text))
                .toList();
    }

    void await(Condition condition) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("Not within " + LIMIT_SECONDS + " s; it says: " + lines(out) + lines(err));
            }
            Thread.onSpinWait();
        }
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    @Override
    public void close() {
        host.close();
    }
}
