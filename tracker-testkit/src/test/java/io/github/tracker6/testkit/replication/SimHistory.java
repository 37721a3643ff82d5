package io.github.tracker6.testkit.replication;

import io.github.tracker6.Reachability;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.github.tracker6.testkit.replication.SimStep.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A random history of hosts and faults. Few hosts and addresses make collisions of all kinds likely. */
final class SimHistory {
    static final int SWARMS = 2;
    static final int HOSTS = 5;

    /** A node that is away keeps a few changes only. */
    private static final long SMALL_BACKLOG = 2_500;

    private final long seed;
    private final Random random;
    private final SimOptions options;
    private final boolean losses;

    SimHistory(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
        this.losses = random.nextInt(3) == 0;
        this.options = SimOptions.of(
                3 + random.nextInt(6),
                () -> MemorySwarmStore.builder().peerTtl(Duration.ofDays(1)),
                Duration.ofSeconds(random.nextInt(3) == 0 ? 10 : 300),
                random.nextInt(4) == 0 ? SMALL_BACKLOG : SimOptions.LARGE_BACKLOG);
    }

    long seed() {
        return seed;
    }

    SimOptions options() {
        return options;
    }

    List<SimStep> steps() {
        int length = 20 + random.nextInt(150);
        List<SimStep> steps = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            steps.add(step());
        }
        return steps;
    }

    private SimStep step() {
        int dice = random.nextInt(100);
        if (dice < 25) {
            return new SimStep.Wait(pause());
        }
        if (dice < 34) {
            return new SimStep.Reach(
                    node(),
                    random.nextInt(SWARMS),
                    random.nextInt(HOSTS),
                    random.nextInt(5) == 0,
                    List.of(Reachability.values()).get(random.nextInt(3)));
        }
        if (dice < 92) {
            int kind = random.nextInt(100);
            Event event = kind < 50
                    ? Event.REGULAR
                    : kind < 65
                            ? Event.JOINED
                            : kind < 80 ? Event.COMPLETED : kind < 95 ? Event.STOPPED : Event.RETAGGED;
            return new SimStep.Announce(
                    node(),
                    random.nextInt(SWARMS),
                    random.nextInt(HOSTS),
                    random.nextBoolean(),
                    random.nextInt(5) == 0,
                    event);
        }
        return losses && random.nextBoolean() ? loss() : fault();
    }

    private SimStep fault() {
        return switch (random.nextInt(9)) {
            case 0, 1 -> new SimStep.Partition(node(), span());
            case 2, 3 -> new SimStep.Loss(node(), span());
            case 4 -> new SimStep.LogAway(span());
            case 5 -> new SimStep.Full(span());
            case 6 -> new SimStep.Start(node());
            case 7 -> new SimStep.LogClock(random.nextInt(7_200_000) - 600_000L);
            default -> new SimStep.Twice();
        };
    }

    private SimStep loss() {
        return switch (random.nextInt(5)) {
            case 0, 1 -> new SimStep.LoseTail(1 + random.nextInt(20));
            case 2 -> new SimStep.Crash(node());
            case 3 -> new SimStep.CutOff(1 + random.nextInt(20));
            default -> new SimStep.Forget(random.nextBoolean());
        };
    }

    private int node() {
        return random.nextInt(options.nodes());
    }

    private long pause() {
        int dice = random.nextInt(20);
        return dice == 0 ? 3_000 + random.nextInt(20_000) : dice < 6 ? 100 + random.nextInt(900) : random.nextInt(60);
    }

    private long span() {
        int dice = random.nextInt(10);
        return dice == 0 ? 60_000 + random.nextInt(200_000) : 500 + random.nextInt(15_000);
    }
}
