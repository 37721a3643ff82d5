package io.github.tracker6.claims;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Reachability;
import io.github.tracker6.claims.KnownResults.State;
import io.github.tracker6.engine.AnnounceRequest;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AnnounceFilterTest {
    private static final int ROUNDS = 10_000;
    private static final long NOISE_BYTES = 1_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Every kind of announce that leads to no probe. */
    @Test
    void anAnnounceThatNeedsNoProbeAllocatesNothing() {
        for (ProbeScope scope : List.of(ProbeScope.OFF, ProbeScope.DUAL_STACK, ProbeScope.ALL)) {
            assertThat(leastBytes(scope)).as("%s", scope).isLessThan(NOISE_BYTES);
        }
    }

    private long leastBytes(ProbeScope scope) {
        try (RecordingStore store = new RecordingStore()) {
            ReachabilityOptions options =
                    ReachabilityProber.builder().store(store).scope(scope).options();
            TableKeys keys = new TableKeys(new Random(1));
            KnownResults known = new KnownResults(1 << 10, options.times());
            AnnounceFilter filter = new AnnounceFilter(
                    options,
                    keys,
                    known,
                    new OwnAnnounces(1 << 10, options.times().again()),
                    new RecentIpv6(1 << 10, 20_000),
                    new BeliefGate());
            AnnounceRequest overHttp = ReachabilityScene.announce("[2606:4700:1:2::5]:6881");
            known.put(
                    keys.endpoint(overHttp.sourceHigh(), overHttp.sourceLow(), overHttp.port()),
                    State.REACHED,
                    false,
                    options.clock().millis());
            List<AnnounceRequest> requests = new ArrayList<>();
            requests.add(overHttp);
            requests.add(ReachabilityScene.announce("[2606:4700:1:2::5]:6881").bothFamilies(false));
            requests.add(ReachabilityScene.announce("1.1.1.1:6881"));
            List<AnnounceResponse> responses = List.of(
                    new AnnounceResponse().reachability(Reachability.REACHED),
                    new AnnounceResponse().reachability(Reachability.REACHED).dualStack(true));
            return leastBytes(filter, requests, responses);
        }
    }

    /** Returns the least of many measurements: the optimising compiler needs longer on a busy machine. */
    private long leastBytes(AnnounceFilter filter, List<AnnounceRequest> requests, List<AnnounceResponse> responses) {
        long thread = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (least >= NOISE_BYTES && System.nanoTime() - deadline < 0) {
            long before = threads.getThreadAllocatedBytes(thread);
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < requests.size(); i++) {
                    for (int j = 0; j < responses.size(); j++) {
                        assertNothingFound(filter.find(requests.get(i), responses.get(j)));
                    }
                }
            }
            least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
        }
        return least;
    }

    private static void assertNothingFound(Object found) {
        if (found != null) {
            throw new AssertionError(found);
        }
    }
}
