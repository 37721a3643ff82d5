package io.github.tracker6.benchmarks.redis;

import io.github.tracker6.PeerRole;
import io.github.tracker6.store.PeerUpdate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;

/**
 * Goes round the population, again and again, in an order that knows nothing of swarms; once round is half an hour of the
 * clock that the announces carry, however fast they are sent. So each swarm sees as much time go by between two announces
 * as in life, and nobody expires who announces. Thread-safe.
 */
final class Walk {
    private static final long INTERVAL_MILLIS = 30 * 60_000L;
    private static final double STOPS = 0.05;
    private static final double COMPLETIONS = 0.005;

    private final Population population;
    private final long startMillis;
    private final long step;
    private final SplittableRandom random = new SplittableRandom(6);
    private final List<Queue<Integer>> skipped = new ArrayList<>();
    private long position;

    /** What the announces do. */
    enum Load {
        /** Nine in ten only say that they are still there; the others come, go, and complete. */
        MIX,
        /** A third comes, a third goes, a third changes its role. */
        CHANGES
    }

    Walk(Population population, long startMillis) {
        this.population = population;
        this.startMillis = startMillis;
        long candidate = Math.max(1, (long) (population.size() * 0.6180339887));
        while (gcd(candidate, population.size()) != 1) {
            candidate++;
        }
        this.step = candidate;
    }

    /** Goes back to the start, for peers that were left out. */
    synchronized void again() {
        position = 0;
    }

    /**
     * Lets the next peer of a range join.
     *
     * @param node its tracker, from 0
     * @param nodes how many there are; each peer keeps to one of them
     */
    synchronized void join(PeerUpdate update, int from, int to, int node, int nodes) {
        int peer = take(node, nodes);
        while (peer < from || peer >= to) {
            peer = take(node, nodes);
        }
        population.join(peer);
        tell(peer, update, false, false);
    }

    /** Lets the next peer of a tracker announce. */
    synchronized void next(PeerUpdate update, Load load, int node, int nodes) {
        int peer = take(node, nodes);
        boolean stopped = false;
        boolean completed = false;
        if (!population.isPresent(peer)) {
            population.join(peer);
        } else {
            double dice = random.nextDouble();
            if (dice < (load == Load.MIX ? STOPS : 0.5)) {
                stopped = true;
            } else if (load == Load.CHANGES || (dice < STOPS + COMPLETIONS && !population.isSeeder(peer))) {
                population.changeRole(peer);
                completed = population.isSeeder(peer);
            }
        }
        tell(peer, update, stopped, completed);
        if (stopped) {
            population.leave(peer);
        }
    }

    synchronized long nowMillis() {
        return startMillis + position * INTERVAL_MILLIS / population.size();
    }

    private void tell(int peer, PeerUpdate update, boolean stopped, boolean completed) {
        population.describe(peer, update);
        update.stopped(stopped).completed(completed).nowMillis(nowMillis());
        if (completed) {
            update.role(PeerRole.SEEDER);
        }
    }

    /** Returns the next peer of a tracker; those of others that it passes are theirs later. */
    private int take(int node, int nodes) {
        while (skipped.size() < nodes) {
            skipped.add(new ArrayDeque<>());
        }
        Integer waiting = skipped.get(node).poll();
        int peer = waiting == null ? advance() : waiting;
        while (peer % nodes != node) {
            skipped.get(peer % nodes).add(peer);
            peer = advance();
        }
        return peer;
    }

    private int advance() {
        return (int) ((position++ % population.size()) * step % population.size());
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
