package io.github.tracker6.benchmarks.redis;

import io.github.tracker6.redis.testing.RedisProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code redis-benchmark}, the tool of Redis, with a trivial script: what a server can do for a client outside the JVM.
 */
final class PlainTool {
    private static final String SCRIPT = "return redis.call('SADD', KEYS[1], ARGV[1])";
    private static final Pattern RATE =
            Pattern.compile("([\\d.]+) requests per second(?:, p50=([\\d.]+) msec)?(?:.*p99=([\\d.]+))?");

    private final RedisProcess server;
    private final String digest;

    private PlainTool(RedisProcess server, String digest) {
        this.server = server;
        this.digest = digest;
    }

    /** Returns the tool, or an empty list if it is not on the PATH. */
    static List<PlainTool> find(RedisProcess server) throws InterruptedException {
        try {
            Process version = new ProcessBuilder("redis-benchmark", "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            version.waitFor();
        } catch (IOException e) {
            return List.of();
        }
        return List.of(new PlainTool(server, String.valueOf(server.command("SCRIPT", "LOAD", SCRIPT))));
    }

    Cost measure(int requests, int inFlight) throws InterruptedException {
        Cost.Meter meter = new Cost.Meter(server);
        String output = run(requests, inFlight);
        Matcher rate = RATE.matcher(output);
        String perSecond = "0";
        String p50 = null;
        while (rate.find()) {
            perSecond = rate.group(1);
            p50 = rate.group(2);
        }
        if (perSecond.equals("0")) {
            throw new IllegalStateException("redis-benchmark printed no rate: " + output);
        }
        return meter.cost(Double.parseDouble(perSecond), requests, p50 == null ? Double.NaN : Double.parseDouble(p50));
    }

    private String run(int requests, int inFlight) throws InterruptedException {
        int pipeline = Math.min(16, inFlight);
        try {
            Process process = new ProcessBuilder(
                            "redis-benchmark",
                            "-h",
                            "127.0.0.1",
                            "-p",
                            String.valueOf(server.port()),
                            "-c",
                            String.valueOf(Math.max(1, inFlight / pipeline)),
                            "-P",
                            String.valueOf(pipeline),
                            "-n",
                            String.valueOf(requests),
                            "-r",
                            "100000",
                            "-q",
                            "evalsha",
                            digest,
                            "1",
                            "key:__rand_int__",
                            "member:__rand_int__")
                    .redirectErrorStream(true)
                    .start();
            StringBuilder output = new StringBuilder();
            try (BufferedReader reader =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                reader.lines().forEach(line -> output.append(line).append('\n'));
            }
            process.waitFor();
            return output.toString();
        } catch (IOException e) {
            throw new UncheckedIOException("redis-benchmark does not run", e);
        }
    }
}
