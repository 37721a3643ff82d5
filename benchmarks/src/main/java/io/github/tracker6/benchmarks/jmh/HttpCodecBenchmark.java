package io.github.tracker6.benchmarks.jmh;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.EndpointList;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.http.HttpTrackerHandler;
import io.github.tracker6.http.TrackerExchange;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreTotals;
import io.github.tracker6.store.SwarmStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * From the request target of an announce to the body of its answer: codec and engine, with a store of 50 fixed peers.
 */
@State(Scope.Thread)
public class HttpCodecBenchmark {
    private static final int PEERS = 50;
    private static final byte[] TARGET =
            ("/announce?info_hash=%124Vx%9a%bc%de%f1%23%45%67%89%ab%cd%ef%12%34%56%78%9A&peer_id=-LT2080-abcdefghijkl"
                            + "&port=6881&uploaded=0&downloaded=0&left=1048576&corrupt=0&key=0A1B2C3D&numwant=50"
                            + "&compact=1&no_peer_id=1&supportcrypto=1&redundant=0")
                    .getBytes(StandardCharsets.US_ASCII);

    @Param({"IPV6", "IPV4"})
    public AddressFamily family = AddressFamily.IPV6;

    private final Tracker tracker = Tracker.builder()
            .store(new FixedStore())
            .secondFamilyDelay(Duration.ZERO)
            .build();
    private final HttpTrackerHandler handler =
            HttpTrackerHandler.builder(tracker).build();
    private final TrackerExchange exchange = handler.newExchange();

    /** Answers each announce with the same peers. */
    private static final class FixedStore implements SwarmStore {
        @Override
        public CompletionStage<AnnounceResponse> announce(PeerUpdate update, AnnounceResponse response) {
            EndpointList peers = response.peers(update.family());
            for (int i = 0; i < PEERS; i++) {
                if (update.family() == AddressFamily.IPV6) {
                    peers.addIpv6(0x2a00L << 48, i, 6881);
                } else {
                    peers.addIpv4(0x0b000000 + i, 6881);
                }
            }
            return response.counts(1, PEERS, 1).done();
        }

        @Override
        public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, long nowMillis) {
            return batch.done();
        }

        @Override
        public Duration peerTtl() {
            return Duration.ofMinutes(45);
        }

        @Override
        public StoreTotals totals() {
            return new StoreTotals(1, PEERS, PEERS, 0);
        }

        @Override
        public void close() {}
    }

    @Setup
    public void check() {
        announce();
        if (exchange.bodyLength() < PEERS * family.endpointBytes()) {
            throw new IllegalStateException("the answer is too short: " + exchange.bodyLength() + " bytes");
        }
    }

    @Benchmark
    public Object announce() {
        exchange.reset().target(TARGET, 0, TARGET.length);
        exchange.source(family, family == AddressFamily.IPV6 ? 0x2a00L << 48 : 0, 0x0c000001);
        return handler.handle(exchange);
    }
}
