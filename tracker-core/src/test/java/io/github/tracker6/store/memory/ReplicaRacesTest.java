package io.github.tracker6.store.memory;

import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A replica's announces come while its changes leave and the log's arrive, see {@link RacingReplica}. */
class ReplicaRacesTest {
    private static final int NODES = 6;
    private static final int ANNOUNCES = 5_000;
    private static final int HOSTS = 3;
    private static final int OTHERS = 5;

    /** Steps between two changes of the other node. */
    private static final int STEPS_PER_CHANGE = 20;

    /** Another replica reads all of the log, so it takes over after this many steps only. */
    private static final int STEPS_PER_REPLICA = 500;

    @Test
    void manyAnnouncesEndAsTheLogSays() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            for (int i = 0; i < NODES; i++) {
                playOn(new RacingReplica(), executor);
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private static void playOn(RacingReplica node, ExecutorService executor) throws Exception {
        Future<?> announcer = executor.submit(() -> announceOften(node));
        for (int step = 1; !announcer.isDone(); step++) {
            node.sends();
            node.reads();
            if (step % STEPS_PER_CHANGE == 0) {
                node.otherSends(step / STEPS_PER_CHANGE % OTHERS);
            }
            if (step % STEPS_PER_REPLICA == 0) {
                node.anotherTakesOver();
            }
        }
        announcer.get(1, TimeUnit.MINUTES);
        node.endsAsTheLogSays();
    }

    private static void announceOften(RacingReplica node) {
        Random random = new Random(1);
        for (int i = 0; i < ANNOUNCES; i++) {
            int host = random.nextInt(HOSTS);
            switch (random.nextInt(3)) {
                case 0 -> node.downloads(host);
                case 1 -> node.completes(host);
                default -> node.stops(host);
            }
        }
    }
}
