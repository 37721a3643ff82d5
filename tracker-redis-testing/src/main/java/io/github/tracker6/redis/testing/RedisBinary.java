package io.github.tracker6.redis.testing;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An executable {@code redis-server} or {@code valkey-server} that runs on this machine. Immutable.
 *
 * @param path the executable
 * @param version the version that it prints, such as {@code 6.2.11}
 * @param origin where it was found, as text for a reader
 */
public record RedisBinary(Path path, String version, String origin) {
    private static final List<String> NAMES = List.of("redis-server", "valkey-server");
    private static final Pattern VERSION = Pattern.compile("\\bv=(\\S+)");

    /**
     * Returns one from the {@code PATH}, or else the one in {@code embedded-redis}.
     *
     * @param searchPath directories as in the environment variable {@code PATH}
     * @throws IllegalStateException if neither runs on this machine
     */
    static RedisBinary find(String searchPath) {
        return onPath(searchPath).orElseGet(RedisBinary::embedded);
    }

    /** Returns the first one in the directories of a {@code PATH} that runs. */
    static Optional<RedisBinary> onPath(String searchPath) {
        for (String directory : searchPath.split(File.pathSeparator, -1)) {
            for (String name : NAMES) {
                Path candidate = Path.of(directory, name);
                if (!directory.isEmpty() && Files.isExecutable(candidate)) {
                    String output = versionLine(candidate);
                    Matcher version = VERSION.matcher(output);
                    if (version.find()) {
                        return Optional.of(new RedisBinary(candidate, version.group(1), name + " on the PATH"));
                    }
                    System.out.println("Redis for tests: ignoring " + candidate + ", which printed: " + output);
                }
            }
        }
        return Optional.empty();
    }

    /** Unpacks the one in {@code embedded-redis}, and returns it. */
    static RedisBinary embedded() {
        StringBuilder failures = new StringBuilder();
        for (String resource : embeddedNames()) {
            Path path = unpack(resource);
            String output = versionLine(path);
            Matcher version = VERSION.matcher(output);
            if (version.find()) {
                return new RedisBinary(path, version.group(1), resource + " from embedded-redis");
            }
            failures.append(' ')
                    .append(resource)
                    .append(" printed: ")
                    .append(output)
                    .append('.');
        }
        throw new IllegalStateException("No redis-server runs on " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch") + ": put one on the PATH, or set " + RedisServers.URI_VARIABLE + "."
                + failures);
    }

    private static List<String> embeddedNames() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        if (os.contains("mac")) {
            return List.of(arm ? "redis-server-6.2.6-v5-darwin-arm64" : "redis-server-6.2.6-v5-darwin-amd64");
        }
        if (os.contains("linux")) {
            // The last one is statically linked, for machines without OpenSSL 3.
            return arm
                    ? List.of("redis-server-6.2.7-linux-arm64")
                    : List.of("redis-server-6.2.6-v5-linux-amd64", "redis-server-6.2.7-linux-386");
        }
        return List.of();
    }

    private static Path unpack(String resource) {
        Path target = RedisServers.WORK.resolve(resource);
        if (Files.isExecutable(target)) {
            return target;
        }
        try (InputStream in = RedisBinary.class.getResourceAsStream("/" + resource)) {
            if (in == null) {
                throw new IllegalStateException("embedded-redis has no " + resource);
            }
            Files.createDirectories(RedisServers.WORK);
            Path fresh = Files.createTempFile(RedisServers.WORK, resource, null);
            Files.copy(in, fresh, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
            // Another JVM may be doing the same.
            return Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String versionLine(Path executable) {
        try {
            Process process = new ProcessBuilder(executable.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return "nothing within 5 s";
            }
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
