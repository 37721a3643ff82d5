package io.github.tracker6.benchmarks.shared;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The standalone server as a process, as operators run it. Closing it kills it, as does the end of this JVM. Not
 * thread-safe.
 */
final class ServerProcess implements AutoCloseable {
    /** What a server logs when it has all that the other servers know. */
    private static final String IN_STEP = "The node is in step with the others";

    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NANOS = 10_000_000;

    // When this JVM ends, even by SIGKILL, the kernel closes the pipe that cat reads. Then the shell kills the server.
    private static final String WATCH =
            "\"$@\" & echo $! >&3; exec 3>&-; cat >/dev/null; kill -9 $! 2>/dev/null; exit 0";

    private final Path jar;
    private final Path folder;
    private final String store;
    private final String name;
    private int starts;
    private @Nullable Process watch;
    private Path pid = Path.of("");
    private Path out = Path.of("");
    private Path log = Path.of("");
    private String listen = "[::1]:0";

    private ServerProcess(Path jar, Path folder, String store, String name) {
        this.jar = jar;
        this.folder = folder;
        this.store = store;
        this.name = name;
    }

    /**
     * Starts a server and waits until it serves.
     *
     * @param folder where its logs go
     * @param store the URI of the Redis
     */
    static ServerProcess start(Path jar, Path folder, String store, String name) {
        ServerProcess server = new ServerProcess(jar, folder, store, name);
        try {
            server.restart();
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Kills the server if it runs, starts it on the same port, and waits until it serves. */
    void restart() {
        close();
        starts++;
        pid = folder.resolve(name + "-" + starts + ".pid");
        out = folder.resolve(name + "-" + starts + ".out");
        log = folder.resolve(name + "-" + starts + ".log");
        List<String> command = new ArrayList<>(List.of("sh", "-c", "exec 3>" + pid.getFileName() + "; " + WATCH, "sh"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-jar", jar.toAbsolutePath().toString()));
        command.addAll(List.of("--no-http", "--udp", listen, "--no-rate-limit", "--store", store));
        try {
            watch = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await("it serves", () -> read(out).endsWith("\n"));
        listen = "[::1]:" + address().getPort();
    }

    InetSocketAddress address() {
        URI uri = URI.create(read(out).lines().findFirst().orElseThrow());
        return new InetSocketAddress(uri.getHost(), uri.getPort());
    }

    /** Waits until the server has all that the others know. */
    void awaitInStep() {
        await("'" + IN_STEP + "' in its log", () -> read(log).contains(IN_STEP));
    }

    /** Returns how many warnings the server has logged since its start. */
    long warnings() {
        return read(log).lines().filter(line -> line.contains(" WARN ")).count();
    }

    /** Waits until the server logs a warning that it had not logged, with this text. */
    void awaitWarning(long warningsBefore, String text) {
        await(
                "'" + text + "' in its log",
                () -> read(log)
                        .lines()
                        .filter(line -> line.contains(" WARN "))
                        .skip(warningsBefore)
                        .anyMatch(line -> line.contains(text)));
    }

    private void await(String what, Supplier<Boolean> condition) {
        long end = System.nanoTime() + LIMIT_NANOS;
        while (!condition.get()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("server " + name + ": not within 60 s: " + what + "; see " + log);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Ends the server at once, with SIGKILL, and waits until it has ended. */
    @Override
    public void close() {
        Process running = watch;
        watch = null;
        if (running != null) {
            ProcessHandle server =
                    ProcessHandle.of(Long.parseLong(read(pid).strip())).orElse(null);
            if (server != null) {
                server.destroyForcibly();
            }
            try {
                running.getOutputStream().close();
                if (!running.waitFor(LIMIT_NANOS, TimeUnit.NANOSECONDS)) {
                    throw new IllegalStateException("server " + name + " does not end");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
