package io.github.tracker6.testkit.replication;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.Reachability;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreTotals;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.testkit.MemoryLogServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Several nodes as one store: each call goes to another node, and the next one comes when all nodes know of it. So they must
 * do what one node does.
 */
public final class AlternatingStore implements SwarmStore {
    /** Longer than a batch waits, and than it takes to the log and to the other nodes. */
    private static final long SHARE_MILLIS = 30;

    /** After so many calls of {@link #maintain} a node has looked at all of its swarms. */
    private static final int CALLS_PER_ROUND = 16;

    private static final long JOIN_MILLIS = 20_000;

    private final SimWorld world = new SimWorld(1);
    private final List<SimNode> nodes = new ArrayList<>();
    private long startMillis = Long.MIN_VALUE;
    private int next;

    /**
     * Starts nodes that share a log.
     *
     * @param table makes the options of a node's table
     */
    public AlternatingStore(int count, SimNode.TableOptions table) {
        MemoryLogServer server = new MemoryLogServer(world.clock(0));
        SimOptions options = SimOptions.of(count, table, Duration.ofMinutes(5), SimOptions.LARGE_BACKLOG)
                .onSteadyNetwork();
        for (int i = 0; i < count; i++) {
            nodes.add(new SimNode(world, server, options));
        }
        world.run(JOIN_MILLIS);
    }

    @Override
    public CompletionStage<AnnounceResponse> announce(PeerUpdate update, AnnounceResponse response) {
        passTime(update.nowMillis());
        var unused = node().announce(update, response);
        world.run(SHARE_MILLIS);
        return response.done();
    }

    @Override
    public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, long nowMillis) {
        passTime(nowMillis);
        return node().scrape(batch, nowMillis);
    }

    @Override
    public void reachability(InfoHash torrent, Endpoint endpoint, Reachability found, long nowMillis) {
        passTime(nowMillis);
        node().reachability(torrent, endpoint, found, nowMillis);
        world.run(SHARE_MILLIS);
    }

    @Override
    public Duration peerTtl() {
        return node().peerTtl();
    }

    /** Returns the totals of all nodes, or impossible ones while they differ because some have not looked for expired peers. */
    @Override
    public StoreTotals totals() {
        StoreTotals totals = nodes.get(0).store().totals();
        boolean same = nodes.stream().allMatch(node -> node.store().totals().equals(totals));
        return same ? totals : new StoreTotals(-1, -1, -1, -1);
    }

    /** Does a whole round on each node: each node keeps its swarms in another order, so after less than that they differ. */
    @Override
    public int maintain(long nowMillis) {
        passTime(nowMillis);
        int expired = 0;
        for (SimNode node : nodes) {
            expired = 0;
            for (int call = 0; call < CALLS_PER_ROUND; call++) {
                expired += node.store().maintain(nowMillis);
            }
        }
        return expired;
    }

    @Override
    public void close() {
        nodes.forEach(SimNode::crash);
    }

    private SwarmStore node() {
        next = (next + 1) % nodes.size();
        return nodes.get(next).store();
    }

    /** Lets as much time pass for the nodes as for those who call. */
    private void passTime(long nowMillis) {
        if (startMillis == Long.MIN_VALUE) {
            startMillis = nowMillis - world.now();
            nodes.forEach(node -> node.store().maintain(nowMillis));
        }
        long behind = nowMillis - startMillis - world.now();
        if (behind > 0) {
            world.run(behind);
        }
    }
}
