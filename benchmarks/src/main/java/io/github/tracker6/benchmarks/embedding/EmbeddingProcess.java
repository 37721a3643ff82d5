package io.github.tracker6.benchmarks.embedding;

import io.github.tracker6.Endpoint;
import io.github.tracker6.benchmarks.load.HttpLoad;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One embedding in a process of its own, and the load on it. Its end is that of this JVM too. Not thread-safe. */
final class EmbeddingProcess implements AutoCloseable {
    private static final long END_SECONDS = 10;
    private static final double NANOS_PER_MICRO = 1e3;

    private final Embedding embedding;
    private final Process process;
    private final BufferedReader out;
    private final Writer in;
    private final @Nullable HttpLoad load;
    private final List<Double> microsPerAnnounce = new ArrayList<>();

    /** Starts it, and lets each peer announce once. */
    EmbeddingProcess(Embedding embedding, int peers, int swarms) throws IOException, InterruptedException {
        this.embedding = embedding;
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        process = new ProcessBuilder(
                        java,
                        "-Xmx256m",
                        "-cp",
                        jar(),
                        "io.github.tracker6.benchmarks.Main",
                        "embeddings",
                        "--serve",
                        embedding.name(),
                        "--peers",
                        String.valueOf(peers),
                        "--swarms",
                        String.valueOf(swarms))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        in = process.outputWriter(StandardCharsets.US_ASCII);
        try {
            int port = Integer.parseInt(readLine());
            load = port == 0
                    ? null
                    : new HttpLoad(Endpoint.parse("127.0.0.1:" + port).socketAddress(), peers, swarms);
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private static String jar() throws IOException {
        try {
            return Path.of(EmbeddingProcess.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private String readLine() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the process of " + embedding + " ended");
        }
        return line;
    }

    Embedding embedding() {
        return embedding;
    }

    /** Puts load on it that is not measured. */
    void warmUp(Duration time) throws IOException, InterruptedException {
        announces(time);
    }

    /** Puts load on it, and notes what an announce costs. */
    void measure(Duration time) throws IOException, InterruptedException {
        Duration before = cpu();
        long announces = announces(time);
        microsPerAnnounce.add(cpu().minus(before).toNanos() / NANOS_PER_MICRO / announces);
    }

    private long announces(Duration time) throws IOException, InterruptedException {
        if (load != null) {
            return load.run(time);
        }
        in.write(time.toMillis() + "\n");
        in.flush();
        return Long.parseLong(readLine());
    }

    private Duration cpu() throws IOException {
        return process.info().totalCpuDuration().orElseThrow(() -> new IOException("the system tells no CPU time"));
    }

    /** Returns the CPU time of one announce in microseconds: the median of the rounds. */
    double microsPerAnnounce() {
        List<Double> sorted = new ArrayList<>(microsPerAnnounce);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    @Override
    public void close() {
        if (load != null) {
            load.close();
        }
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
