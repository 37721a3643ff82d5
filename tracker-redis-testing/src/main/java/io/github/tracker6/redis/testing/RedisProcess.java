package io.github.tracker6.redis.testing;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A server that runs as a process on loopback, so that a test can kill, pause and restart it. It ends when this JVM
 * ends, even if the JVM is killed. Thread-safe.
 */
public final class RedisProcess implements RedisServer, AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(10);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(5);
    private static final String PASSWORD_SETTING = "requirepass ";

    // When this JVM ends, even by SIGKILL, the kernel closes the pipe that cat reads. Then the shell kills the server.
    private static final String WATCH =
            "\"$@\" >>output.log 2>&1 & echo $!; cat >/dev/null; kill -9 $! 2>/dev/null; exit 0";

    private final RedisBinary binary;
    private final RedisConsole console;
    private final Path directory;
    private final int port;
    private final boolean sentinel;
    private final @Nullable String password;
    private @Nullable Process watch;
    private long pid;

    private RedisProcess(
            RedisBinary binary, RedisConsole console, Path directory, int port, boolean sentinel, List<String> settings)
            throws IOException {
        this.binary = binary;
        this.console = console;
        this.directory = directory;
        this.port = port;
        this.sentinel = sentinel;
        this.password = settings.stream()
                .filter(line -> line.startsWith(PASSWORD_SETTING))
                .map(line -> line.substring(PASSWORD_SETTING.length()))
                .findFirst()
                .orElse(null);
        Files.createDirectories(data());
        List<String> lines = new ArrayList<>(List.of(
                "port " + port,
                "bind 127.0.0.1 -::1",
                "protected-mode no",
                "daemonize no",
                "dir \"" + data() + "\"",
                "logfile \"" + log() + "\""));
        if (!sentinel) {
            lines.addAll(List.of("save \"\"", "appendonly yes"));
        }
        lines.addAll(settings);
        Files.write(configuration(), lines);
    }

    /** Starts a server on a free port. */
    static RedisProcess start(
            RedisBinary binary, RedisConsole console, Path directory, boolean sentinel, List<String> settings) {
        for (int attempt = 0; ; attempt++) {
            try {
                Path own = directory.resolveSibling(directory.getFileName() + (attempt == 0 ? "" : "-" + attempt));
                RedisProcess process =
                        new RedisProcess(binary, console, own, FreePorts.next(), sentinel, List.copyOf(settings));
                try {
                    process.launch();
                    return process;
                } catch (IllegalStateException failure) {
                    process.close();
                    // Another program may have taken the port since it was tested.
                    if (attempt == 2 || !process.logged("bind: Address already in use")) {
                        throw failure;
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Returns the port, on 127.0.0.1 and on ::1 if the machine has it. */
    public int port() {
        return port;
    }

    /** Returns the id of the process. */
    public synchronized long pid() {
        return pid;
    }

    /** Returns the version of the server, such as {@code 6.2.11}. */
    public String version() {
        return binary.version();
    }

    /** Returns whether the server runs: it was not killed since its last start. A paused server runs, too. */
    public synchronized boolean isRunning() {
        return watch != null;
    }

    /** Returns the log file of the server. */
    public Path log() {
        return directory.resolve("redis.log");
    }

    @Override
    public RedisURI uri() {
        return RedisURI.create("127.0.0.1", port);
    }

    @Override
    public Object command(String... words) {
        RedisURI uri = uri();
        if (password != null) {
            uri.setCredentialsProvider(RedisCredentialsProvider.from(() -> RedisCredentials.just(null, password)));
        }
        return console.run(uri, words);
    }

    /** Ends the server at once, as a crash or {@code kill -9} does. Returns when its port is free. */
    public synchronized void kill() {
        if (watch != null) {
            signal("KILL");
            endWatch(watch);
            watch = null;
            Await.until("port " + port + " is free again", KILL_LIMIT, () -> FreePorts.isFree(port));
        }
    }

    /** Stops the server with SIGSTOP: its connections stay open, and it does not answer. */
    public void pause() {
        signal("STOP");
    }

    /** Continues the server after {@link #pause()}. */
    public void resume() {
        signal("CONT");
    }

    /**
     * Kills the server if it runs, then starts it on the same port with the data that it wrote, and waits until it
     * answers.
     */
    public synchronized void restart() {
        kill();
        try {
            launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Does the same as {@link #restart()}, but does not wait until the server answers. */
    public synchronized void restartWithoutWaiting() {
        kill();
        try {
            spawn();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the server and deletes its data. The log stays. */
    @Override
    public synchronized void close() {
        kill();
        try (Stream<Path> files = Files.walk(data())) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return binary.origin() + ", " + binary.version() + ", on port " + port;
    }

    private void launch() throws IOException {
        Process started = spawn();
        Await.until(this + " answers; see " + log(), START_LIMIT, () -> {
            if (!ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false) || !started.isAlive()) {
                throw new IllegalStateException(this + " ended; see " + log());
            }
            return "PONG".equals(command("PING"));
        });
    }

    private synchronized Process spawn() throws IOException {
        List<String> words = new ArrayList<>(List.of(
                "sh",
                "-c",
                WATCH,
                "sh",
                binary.path().toAbsolutePath().toString(),
                configuration().toString()));
        if (sentinel) {
            words.add("--sentinel");
        }
        Process started = new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        watch = started;
        StringBuilder line = new StringBuilder();
        for (int c = started.getInputStream().read();
                c >= '0';
                c = started.getInputStream().read()) {
            line.append((char) c);
        }
        pid = Long.parseLong(line.toString());
        return started;
    }

    private synchronized void signal(String name) {
        if (watch == null) {
            throw new IllegalStateException(this + " does not run");
        }
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                    .redirectErrorStream(true)
                    .start();
            if (!kill.waitFor(5, TimeUnit.SECONDS) || (kill.exitValue() != 0 && !name.equals("KILL"))) {
                throw new IllegalStateException("kill -" + name + " " + pid + ": "
                        + new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void endWatch(Process watch) {
        try {
            watch.getOutputStream().close();
            if (!watch.waitFor(KILL_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                watch.destroyForcibly();
            }
        } catch (IOException e) {
            watch.destroyForcibly();
        } catch (InterruptedException e) {
            watch.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private boolean logged(String text) throws IOException {
        return Files.exists(log()) && Files.readString(log()).contains(text);
    }

    /** Returns the last lines of the log, or why it cannot be read. */
    String logTail(int lines) {
        try {
            List<String> all = Files.readAllLines(log());
            return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Path data() {
        return directory.resolve("data");
    }

    private Path configuration() {
        return directory.resolve("redis.conf");
    }
}
