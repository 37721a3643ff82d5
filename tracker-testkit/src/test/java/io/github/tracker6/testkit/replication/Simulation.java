package io.github.tracker6.testkit.replication;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.HostKey;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.shared.ChangeLog;
import io.github.tracker6.store.shared.LogPosition;
import io.github.tracker6.store.shared.SharedStoreHealth;
import io.github.tracker6.testkit.MemoryLogServer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Plays a history to nodes of which nothing is known but the store's interface and the log, and says what went wrong. */
final class Simulation {
    private static final long CALM_MILLIS = 20_000;

    /** What a node says of itself is no older. */
    private static final long HEALTH_MILLIS = 1_500;

    private static final long REPAIR_MILLIS = 120_000;
    private static final long PATIENCE_MILLIS = 1_200_000;

    private final SimHistory history;
    private final UnaryOperator<ChangeLog> fault;
    private final SimWorld world;
    private final MemoryLogServer server;
    private final List<SimNode> nodes = new ArrayList<>();
    private final SimHosts hosts;
    private @Nullable String violation;
    private long awayUntilMillis;

    /** Until then the log may lack what nodes know. */
    private long checkAfterMillis;

    /** Gets to see each simulation; for those who look for a fault. */
    static BiConsumer<MemoryLogServer, List<SimNode>> observer = (server, nodes) -> {};

    private Simulation(SimHistory history, UnaryOperator<ChangeLog> fault) {
        this.history = history;
        this.fault = fault;
        this.hosts = new SimHosts(history.options().maxBacklogBytes() < SimOptions.LARGE_BACKLOG);
        this.world = new SimWorld(history.seed() * 31 + 7);
        this.server = new MemoryLogServer(world.logClock());
        observer.accept(server, nodes);
        for (int i = 0; i < history.options().nodes(); i++) {
            nodes.add(start());
        }
    }

    /** Returns what went wrong, or null. */
    static @Nullable String play(SimHistory history, List<SimStep> steps) {
        return play(history, steps, UnaryOperator.identity());
    }

    /**
     * Returns what went wrong, or null.
     *
     * @param fault comes between the first node and the log
     */
    static @Nullable String play(SimHistory history, List<SimStep> steps, UnaryOperator<ChangeLog> fault) {
        Simulation simulation = new Simulation(history, fault);
        try {
            return simulation.play(steps);
        } catch (RuntimeException | AssertionError e) {
            StackTraceElement[] trace = e.getStackTrace();
            return "threw " + e + " at " + (trace.length == 0 ? "" : trace[0]);
        }
    }

    private @Nullable String play(List<SimStep> steps) {
        String first = settle("at the start");
        if (first != null) {
            return first;
        }
        HostKey key = nodes.get(0).store().hostKey();
        for (SimStep step : steps) {
            play(step, key);
            if (violation != null) {
                return violation;
            }
        }
        String trouble = settle("after the faults");
        if (trouble != null) {
            return trouble;
        }
        for (List<Announced> calm : List.of(hosts.stops(), hosts.announces())) {
            for (Announced announced : calm) {
                announce(world.random().nextInt(nodes.size()), announced.swarm(), announced);
                world.run(world.random().nextInt(200));
            }
            trouble = settle("after all announced once more");
            if (trouble != null) {
                return trouble;
            }
        }
        for (SimHosts.Reached reached : hosts.reached(world.random())) {
            reach(world.random().nextInt(nodes.size()), reached);
            world.run(world.random().nextInt(200));
        }
        trouble = settle("after it is known which hosts can be reached");
        if (trouble != null) {
            return trouble;
        }
        nodes.add(start());
        trouble = settle("with a node that joined");
        if (trouble != null) {
            return trouble;
        }
        // A node that founded the log while all that knew the key were away drew another one: then hosts lost their
        // tags.
        return nodes.get(0).store().hostKey().equals(key) ? hosts.difference(this::scrape, nodes) : null;
    }

    private SimNode start() {
        SimNode node = nodes.isEmpty()
                ? new SimNode(world, server, history.options(), fault)
                : new SimNode(world, server, history.options());
        if (awayUntilMillis > world.now()) {
            cutOff(node, awayUntilMillis - world.now());
        }
        return node;
    }

    private void play(SimStep step, HostKey key) {
        if (step instanceof SimStep.Wait wait) {
            world.run(wait.millis());
        } else if (step instanceof SimStep.Announce announce) {
            // Hosts that a node hears of before it knows the others' key have no tags, and count by their endpoints.
            boolean counts = nodes.get(announce.node()).store().hostKey().equals(key);
            Announced announced = hosts.announce(counts ? announce : announce.regular());
            if (announced != null) {
                announce(announce.node(), announce.swarm(), announced);
            }
        } else if (step instanceof SimStep.Reach reach) {
            InfoHash swarm = SimHosts.infoHash(reach.swarm());
            reach(reach.node(), new SimHosts.Reached(swarm, SimHosts.endpoint(reach), reach.found()));
        } else if (step instanceof SimStep.Partition partition) {
            cutOff(nodes.get(partition.node()), partition.millis());
        } else if (step instanceof SimStep.LogAway away) {
            awayUntilMillis = Math.max(awayUntilMillis, world.now() + away.millis());
            nodes.forEach(node -> cutOff(node, away.millis()));
        } else if (step instanceof SimStep.Loss loss) {
            nodes.get(loss.node()).loseFor(loss.millis());
        } else if (step instanceof SimStep.LoseTail lose) {
            checkAfterMillis = world.now() + REPAIR_MILLIS;
            hosts.mayMiss(server.loseTail(lose.entries()));
            nodes.forEach(node -> node.log().breakOff());
        } else if (step instanceof SimStep.Forget forget) {
            checkAfterMillis = world.now() + REPAIR_MILLIS;
            hosts.mayMiss(server.entries());
            server.forget();
            if (forget.connectionsToo()) {
                nodes.forEach(node -> node.log().breakOff());
            }
        } else if (step instanceof SimStep.CutOff cutOff) {
            server.cutOff(cutOff.entries());
        } else if (step instanceof SimStep.Full full) {
            server.full(true);
            world.after(full.millis(), () -> server.full(false));
        } else if (step instanceof SimStep.LogClock clock) {
            world.setLogClock(clock.millis());
        } else if (step instanceof SimStep.Twice) {
            server.appendNextTwice();
        } else if (step instanceof SimStep.Crash crash) {
            hosts.mayMissOf(crash.node());
            nodes.get(crash.node()).crash();
            nodes.set(crash.node(), start());
        } else if (step instanceof SimStep.Start) {
            nodes.add(start());
        }
    }

    private void reach(int number, SimHosts.Reached reached) {
        SimNode node = nodes.get(number);
        node.store().reachability(reached.swarm(), reached.endpoint(), reached.found(), node.now());
    }

    private static void cutOff(SimNode node, long millis) {
        node.cutOffFor(millis);
    }

    private void announce(int number, int swarm, Announced announced) {
        SimNode node = nodes.get(number);
        HostKey key = node.store().hostKey();
        long tag = announced.tag() == 0 ? 0 : (announced.tag() ^ key.key0()) * 0x9e3779b97f4a7c15L;
        hosts.heard(number, announced, world.now());
        PeerUpdate update = new PeerUpdate()
                .infoHash(SimHosts.infoHash(swarm))
                .endpoint(announced.endpoint())
                .hostTag(tag)
                .role(announced.role())
                .stopped(announced.stopped())
                .completed(announced.completed())
                .joins(announced.joins())
                .numWant(announced.stopped() ? 0 : 50)
                .bothFamilies(true)
                .nowMillis(node.now());
        AnnounceResponse response = new AnnounceResponse();
        var unused = node.store().announce(update, response);
        if (response.rejection() != null) {
            violation = "refused: " + response.rejection();
        }
        check(node, swarm, response);
    }

    /** No node hands out an endpoint of which the last in the log is that it stopped, if it read that. */
    private void check(SimNode node, int swarm, AnnounceResponse response) {
        SharedStoreHealth health = node.store().health();
        boolean logIsWhole = world.now() >= checkAfterMillis;
        if (!health.isReady() || health.backlogChanges() > 0 || !logIsWhole) {
            return;
        }
        for (AddressFamily family : AddressFamily.values()) {
            for (Endpoint peer : response.peers(family).toList()) {
                LogPosition stopped = LoggedChanges.lastIfStop(server.entries(), SimHosts.infoHash(swarm), peer);
                boolean isOld = hosts.lastAnnounced(swarm, peer) < world.now() - HEALTH_MILLIS;
                if (stopped != null && !stopped.isAfter(health.position()) && isOld) {
                    violation = "handed out " + peer + ", which stopped at " + stopped + "; read up to "
                            + health.position();
                }
            }
        }
    }

    private @Nullable String settle(String when) {
        long untilMillis = world.now() + PATIENCE_MILLIS;
        server.full(false);
        int settled = 0;
        do {
            world.run(CALM_MILLIS);
            nodes.forEach(node -> node.store().maintain(node.now()));
            settled = isSettled() ? settled + 1 : 0;
        } while (settled < 2 && world.now() < untilMillis);
        if (!isSettled()) {
            return when + " not settled: "
                    + nodes.stream()
                            .map(node -> node.store().health().toString())
                            .collect(Collectors.joining("\n"));
        }
        List<Long> digests =
                nodes.stream().map(node -> node.store().digest()).distinct().toList();
        return digests.size() == 1 ? null : when + " tables differ: " + tables();
    }

    private boolean isSettled() {
        return nodes.stream().allMatch(node -> {
            SharedStoreHealth health = node.store().health();
            return health.isReady() && health.backlogChanges() == 0;
        });
    }

    private ScrapeBatch scrape(SimNode node) {
        ScrapeBatch batch = new ScrapeBatch();
        for (int swarm = 0; swarm < SimHistory.SWARMS; swarm++) {
            batch.add(SimHosts.infoHash(swarm));
        }
        var unused = node.store().scrape(batch, node.now());
        return batch;
    }

    private String tables() {
        StringBuilder text = new StringBuilder();
        for (SimNode node : nodes) {
            ScrapeBatch batch = scrape(node);
            text.append("\n").append(node.store().digest()).append(": ");
            for (int i = 0; i < batch.size(); i++) {
                text.append(SimHosts.counts(batch, i)).append(' ');
            }
        }
        return text.toString();
    }
}
