package io.github.tracker6.benchmarks.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** A closed loop of announces over kept HTTP connections, each answer verified, on one thread. Not thread-safe. */
public final class HttpLoad implements AutoCloseable {
    private static final int CONNECTIONS = 16;
    private static final int IN_FLIGHT = 16;
    private static final int NUM_WANT = 50;
    private static final double SEEDERS = 0.3;
    private static final double STOPS = 0.01;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final long SEED = 6;

    private final LoadSession session;

    /**
     * Connects, and lets each peer announce once.
     *
     * @throws IOException if the server does not answer
     */
    public HttpLoad(InetSocketAddress server, int peers, int swarms) throws IOException, InterruptedException {
        session = new LoadSession(new LoadPlan(
                new Target(false, server, "/announce"),
                0,
                false,
                IN_FLIGHT,
                Duration.ZERO,
                Duration.ZERO,
                TIMEOUT,
                swarms,
                peers,
                0,
                SEEDERS,
                STOPS,
                NUM_WANT,
                CONNECTIONS,
                null,
                1,
                false,
                false,
                false,
                SEED,
                List.of(),
                0));
        try {
            session.join(peers);
            answers();
        } catch (IOException | InterruptedException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /**
     * Announces for a time.
     *
     * @return how many announces were answered
     * @throws IOException if one was not answered, or wrongly
     */
    public long run(Duration time) throws IOException, InterruptedException {
        session.measure(0, Duration.ZERO, time);
        return answers();
    }

    private long answers() throws IOException {
        Tally tally = session.takeTally();
        if (tally.lost + tally.wrong() > 0) {
            String example = tally.examples.values().stream().findFirst().orElse("no answer in time");
            throw new IOException(tally.lost + " announces lost, " + tally.wrong() + " wrong: " + example);
        }
        return tally.received;
    }

    @Override
    public void close() {
        session.close();
    }
}
