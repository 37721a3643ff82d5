package io.github.tracker6.store.memory;

import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A node's announces and findings of reachability come while its changes leave and the log's arrive, see {@link RacingReplica}. */
class ReplicaRacesTest {
    private static final int NODES = 32;
    private static final int ANNOUNCES = 5_000;

    /** Announces between two findings of whether a host can be reached. */
    private static final int ANNOUNCES_PER_FINDING = 3;

    private static final int LAST_FINDINGS = 5;

    /** Steps between two announces at the other node. */
    private static final int STEPS_PER_CHANGE = 20;

    /** Another replica reads all of the log, so it takes over after this many steps only. */
    private static final int STEPS_PER_REPLICA = 100;

    @Test
    void manyAnnouncesEndAsTheLogSays() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            for (int i = 0; i < NODES; i++) {
                playOn(new RacingReplica(i % 2 == 0), executor);
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private static void playOn(RacingReplica nodes, ExecutorService executor) throws Exception {
        Future<?> announcer = executor.submit(() -> {
            Random random = new Random(1);
            for (int i = 0; i < ANNOUNCES; i++) {
                nodes.announces(random);
                if (i % ANNOUNCES_PER_FINDING == 0) {
                    nodes.findsOut(random);
                }
            }
        });
        Random random = new Random(2);
        for (int step = 1; !announcer.isDone(); step++) {
            nodes.sends();
            nodes.reads();
            if (step % STEPS_PER_CHANGE == 0) {
                nodes.announcesAtTheOther(random);
                nodes.findsOutAtTheOther(random);
            }
            if (step % STEPS_PER_REPLICA == 0) {
                nodes.anotherTakesOver();
            }
        }
        announcer.get(1, TimeUnit.MINUTES);
        // What is found out last is in no announce.
        for (int i = 0; i < LAST_FINDINGS; i++) {
            nodes.findsOut(random);
            nodes.findsOutAtTheOther(random);
        }
        nodes.endAsTheLogSays();
    }
}
