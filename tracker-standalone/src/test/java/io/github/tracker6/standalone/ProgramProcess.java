package io.github.tracker6.standalone;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The program as a process of its own, with all that it says. Closing it kills it. */
final class ProgramProcess implements AutoCloseable {
    private static final long LIMIT_SECONDS = 30;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Process process;
    private final Path out;
    private final Path err;

    private ProgramProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts it; what it says goes to files in the folder. */
    static ProgramProcess start(Path folder, Map<String, String> environment, String... args) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        // As the manifest of the runnable jar says it.
        String nativeAccess = "--enable-native-access=ALL-UNNAMED";
        return start(folder, environment, List.of(nativeAccess, "-cp", classPath, Main.class.getName()), args);
    }

    /** Starts it as operators do. */
    static ProgramProcess startJar(Path folder, Path jar, String... args) throws IOException {
        return start(folder, Map.of(), List.of("-jar", jar.toString()), args);
    }

    private static ProgramProcess start(
            Path folder, Map<String, String> environment, List<String> program, String... args) throws IOException {
        // Under nohup, SIGHUP is ignored by all that starts from there, and a JVM leaves that as it is.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=HUP"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(program);
        command.addAll(List.of(args));
        return startCommand(folder, environment, command);
    }

    /** Starts it by a command line, whose process must become that of the program. */
    static ProgramProcess startCommand(Path folder, Map<String, String> environment, List<String> command)
            throws IOException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        return new ProgramProcess(builder.start(), out, err);
    }

    /** Waits until it serves, and returns where: the addresses of HTTP first. */
    List<InetSocketAddress> addresses(int expected) {
        await(() -> out().lines().count() >= expected);
        return out().lines()
                .map(URI::create)
                .map(uri -> new InetSocketAddress(uri.getHost(), uri.getPort()))
                .toList();
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    /** Returns the lines of the log that hold the text. */
    Stream<String> logged(String text) {
        return err().lines().filter(line -> line.contains(text));
    }

    /** Asks it to end as a service manager does, and returns its exit status. */
    int stop() throws InterruptedException {
        process.destroy();
        return status();
    }

    /** Sends a signal by its name. */
    void signal(String name) throws IOException, InterruptedException {
        if (!trySignal(name)) {
            throw new AssertionError("kill -" + name + " failed");
        }
    }

    /** Sends a signal by its name; returns false where the process has ended. */
    boolean trySignal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .redirectErrorStream(true)
                .start();
        return kill.waitFor() == 0;
    }

    /** Returns the number of the process. */
    long pid() {
        return process.pid();
    }

    /** Returns the CPU time that it has used until now, of all its threads. */
    Duration cpuTime() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** Waits for its end, and returns its exit status. */
    int status() throws InterruptedException {
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("It does not end; it says: " + err());
        }
        return process.exitValue();
    }

    void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("Not within " + LIMIT_SECONDS + " s; it says: " + out() + err());
            }
            LockSupport.parkNanos(PAUSE_NANOS); // the program shall have the processors
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(file.toString(), e);
        }
    }
}
