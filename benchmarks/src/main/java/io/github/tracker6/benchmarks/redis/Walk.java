package io.github.tracker6.benchmarks.redis;

import io.github.tracker6.PeerRole;
import io.github.tracker6.store.PeerUpdate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;

/**
 * Goes over the population, round after round, in an order that is independent of the swarms. A round is half an hour
 * by the clock of the announces, however fast they are sent. So between two announces of a swarm as much time passes as
 * in reality, and a peer that announces never expires. Thread-safe.
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

    /** The kinds of announces. */
    enum Load {
        /** Nine in ten are regular announces of known peers. The others join, leave or complete. */
        MIX,
        /** One third joins, one third leaves, one third changes its role. */
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

    /** Goes back to the start, for peers that have not joined yet. */
    synchronized void restart() {
        position = 0;
    }

    /**
     * Lets the next peer of a range join.
     *
     * @param node the index of its tracker
     * @param nodes the number of trackers; each peer always announces to the same one
     */
    synchronized void join(PeerUpdate update, int from, int to, int node, int nodes) {
        int peer = take(node, nodes);
        while (peer < from || peer >= to) {
            peer = take(node, nodes);
        }
        population.join(peer);
        describe(peer, update, false, false);
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
        describe(peer, update, stopped, completed);
        if (stopped) {
            population.leave(peer);
        }
    }

    synchronized long nowMillis() {
        return startMillis + position * INTERVAL_MILLIS / population.size();
    }

    private void describe(int peer, PeerUpdate update, boolean stopped, boolean completed) {
        population.describe(peer, update);
        update.stopped(stopped).completed(completed).nowMillis(nowMillis());
        if (completed) {
            update.role(PeerRole.SEEDER);
        }
    }

    /** Returns the next peer of a tracker. Keeps the peers of other trackers on the way for them. */
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
