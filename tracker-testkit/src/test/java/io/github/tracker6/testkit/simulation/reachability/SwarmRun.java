package io.github.tracker6.testkit.simulation.reachability;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.EndpointList;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;
import io.github.tracker6.Reachability;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.SwarmStore;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/**
 * One run of a swarm: its hosts arrive, announce, and connect to the peers of their answers, while the tracker probes.
 *
 * <p>A host announces over its families within a second of each other, in random order, and then in the interval that it was
 * told, five rounds in all. It connects as soon as it has an answer. Nothing takes time but probes, the wait for a second
 * family, and that for the result of a probe.
 */
final class SwarmRun {
    private static final InfoHash INFO_HASH = InfoHash.fromHex("6c696e75782d6469737472696275746f6e2e2e2e");
    private static final int FAMILIES_APART_MILLIS = 100;
    private static final int SECOND_FAMILY_MILLIS = 250;
    private static final int INTERVAL_MILLIS = 30 * 60_000;
    private static final int JITTER_MILLIS = 60_000;
    private static final int SHORT_INTERVAL_MILLIS = 5 * 60_000;
    private static final int OTHER_FAMILY_MILLIS = INTERVAL_MILLIS + JITTER_MILLIS + 60_000;
    private static final int REGULAR_ROUNDS = 4;
    private static final int LEAST_PROBE_MILLIS = 100;
    private static final int MOST_PROBE_MILLIS = 2_000;
    private static final int PROBE_AGAIN_MILLIS = 60_000;
    private static final int ENOUGH_PEERS = 8;

    private final List<SwarmHost> hosts = new ArrayList<>();
    private final Mix mix;
    private final Variant variant;
    private final boolean http;
    private final SwarmStore store;
    private final Random random;
    private final Map<Endpoint, SwarmHost> byEndpoint = new HashMap<>();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::atMillis).thenComparingInt(Event::order));
    private final BitSet probed = new BitSet();
    private final Set<SwarmHost> present = new LinkedHashSet<>();
    private long nowMillis;
    private int scheduled;

    /** An announce whose answer is under way. */
    private record Announce(SwarmHost host, PeerUpdate update, long atMillis, long lastMillis) {}

    /** Something that happens at a time. */
    private record Event(long atMillis, int order, Runnable action) {}

    private SwarmRun(Mix mix, Variant variant, boolean http, long seed) {
        this.mix = mix;
        this.variant = variant;
        this.http = http;
        Random population = new Random(seed);
        for (int i = 0; i < mix.hosts(); i++) {
            SwarmHost host = new SwarmHost(mix, i, population);
            hosts.add(host);
            for (AddressFamily family : AddressFamily.values()) {
                byEndpoint.put(host.endpoint(family), host);
            }
        }
        this.random = new Random(~seed);
        this.store = new MapStore(StoreOptions.builder().fairShares(false).build(), new Random(seed));
    }

    /** Runs a swarm of a population that depends on the mix and the seed alone. */
    static SwarmRun of(Mix mix, Variant variant, boolean http, long seed) {
        SwarmRun run = new SwarmRun(mix, variant, http, seed);
        run.play();
        return run;
    }

    private void play() {
        for (SwarmHost host : hosts) {
            long at = host.arrivesMillis;
            boolean ipv6First = random.nextBoolean();
            long second = at + random.nextInt(FAMILIES_APART_MILLIS);
            join(host, AddressFamily.IPV6, ipv6First ? at : second);
            join(host, AddressFamily.IPV4, ipv6First ? second : at);
        }
        for (Event event = events.poll(); event != null; event = events.poll()) {
            nowMillis = event.atMillis;
            event.action.run();
        }
    }

    private void join(SwarmHost host, AddressFamily family, long atMillis) {
        if (host.announcesOver(family)) {
            long lastMillis = atMillis + REGULAR_ROUNDS * (INTERVAL_MILLIS + JITTER_MILLIS);
            at(atMillis, () -> announce(host, family, true, lastMillis));
        }
    }

    private void at(long millis, Runnable action) {
        events.add(new Event(millis, scheduled++, action));
    }

    private void announce(SwarmHost host, AddressFamily family, boolean joins, long lastMillis) {
        present.add(host);
        boolean moved = hasMovedData(host);
        PeerUpdate update = new PeerUpdate()
                .infoHash(INFO_HASH)
                .endpoint(host.endpoint(family))
                .hostTag(host.tag)
                .role(host.seed ? PeerRole.SEEDER : PeerRole.DOWNLOADER)
                .numWant(mix.numWant())
                .policy(variant.policy)
                .bothFamilies(http)
                .stalled(!joins && !moved)
                .mayLackMetadata(host.seed && !moved)
                .joins(joins)
                .otherFamilyMaxAgeMillis(OTHER_FAMILY_MILLIS);
        Announce announce = new Announce(host, update, nowMillis, lastMillis);
        AnnounceResponse response = ask(update);
        if (response.provisional() && !response.dualStack()) {
            update.repeated(true);
            at(nowMillis + SECOND_FAMILY_MILLIS, () -> takeWithResult(announce, ask(update)));
        } else {
            takeWithResult(announce, response);
        }
    }

    /** Takes an answer; one over IPv4 waits while the first probe of its host is under way. */
    private void takeWithResult(Announce announce, AnnounceResponse response) {
        SwarmHost host = announce.host;
        if (response.dualStack() && variant.probes && !probed.get(host.number)) {
            probed.set(host.number);
            host.answers = new ArrayList<>();
            probe(host);
        }
        List<Runnable> answers = host.answers;
        if (answers != null && response.provisional()) {
            announce.update.repeated(true);
            answers.add(() -> take(announce, ask(announce.update)));
        } else {
            take(announce, response);
        }
    }

    private AnnounceResponse ask(PeerUpdate update) {
        AnnounceResponse response = new AnnounceResponse();
        var unused = store.announce(update.nowMillis(nowMillis), response);
        return response;
    }

    /** A host moves data with every host that it is connected with. */
    private static boolean hasMovedData(SwarmHost host) {
        return !host.connected.isEmpty();
    }

    private void take(Announce announce, AnnounceResponse response) {
        SwarmHost host = announce.host;
        long lastMillis = announce.lastMillis;
        long next = nowMillis + intervalMillis(announce.update, response) + random.nextInt(JITTER_MILLIS);
        if (next < lastMillis) {
            at(next, () -> announce(host, announce.update.family(), false, lastMillis));
        }
        for (AddressFamily listed : AddressFamily.values()) {
            EndpointList peers = response.peers(listed);
            for (int i = 0; i < peers.size(); i++) {
                host.learn(byEndpoint.get(peers.get(i)), listed);
            }
        }
        noteSupply(host, announce.atMillis);
        connect(host);
    }

    /** A tracker tells a host to come back soon if its first answer leaves out hosts that it can meet over IPv6. */
    private static long intervalMillis(PeerUpdate update, AnnounceResponse response) {
        int others = response.complete() + response.incomplete() - 1;
        boolean isShort = update.joins()
                && response.dualStack()
                && update.policy() == FamilyPolicy.IPV6_FIRST
                && update.family() == AddressFamily.IPV4
                && response.peers4().size() < Math.min(ENOUGH_PEERS, Math.min(update.numWant(), others));
        return isShort ? SHORT_INTERVAL_MILLIS : INTERVAL_MILLIS;
    }

    private void probe(SwarmHost host) {
        boolean reached = host.isOpen(AddressFamily.IPV6) && random.nextDouble() >= mix.missedProbes();
        int takes = LEAST_PROBE_MILLIS + random.nextInt(MOST_PROBE_MILLIS - LEAST_PROBE_MILLIS);
        at(nowMillis + takes, () -> {
            store.reachability(
                    INFO_HASH,
                    host.endpoint(AddressFamily.IPV6),
                    reached ? Reachability.REACHED : Reachability.NOT_REACHED,
                    nowMillis);
            if (!reached && host.isOpen(AddressFamily.IPV6)) {
                at(nowMillis + PROBE_AGAIN_MILLIS, () -> probe(host));
            }
            List<Runnable> answers = host.answers;
            host.answers = null;
            if (answers != null) {
                answers.forEach(Runnable::run);
            }
        });
    }

    /** Hosts that came while an answer waited do not count: other trackers tell of them no earlier. */
    private void noteSupply(SwarmHost host, long announcedMillis) {
        if (host.suppliedMillis < 0) {
            long available = present.stream()
                    .filter(other -> other != host && other.arrivesMillis <= announcedMillis)
                    .filter(other -> !(host.seed && other.seed) && canBeDialled(host, other))
                    .count();
            if (host.dialable.cardinality() >= Math.min(ENOUGH_PEERS, available)) {
                host.suppliedMillis = nowMillis;
            }
        }
    }

    private static boolean canBeDialled(SwarmHost host, SwarmHost other) {
        for (AddressFamily family : AddressFamily.values()) {
            if (other.announcesOver(family) && host.canDial(other, family)) {
                return true;
            }
        }
        return false;
    }

    private void connect(SwarmHost host) {
        List<SwarmHost.Contact> order = new ArrayList<>(host.contacts);
        Collections.shuffle(order, random);
        for (SwarmHost.Contact contact : order) {
            SwarmHost other = contact.host();
            if (hasRoom(host)
                    && hasRoom(other)
                    && !host.connected.get(other.number)
                    && !(host.seed && other.seed)
                    && host.canDial(other, contact.family())) {
                host.connected.set(other.number);
                other.connected.set(host.number);
                if (contact.family() == AddressFamily.IPV6) {
                    host.connectedOverIpv6.set(other.number);
                    other.connectedOverIpv6.set(host.number);
                }
            }
        }
    }

    private boolean hasRoom(SwarmHost host) {
        return host.connected.cardinality() < mix.maxConnections();
    }

    List<SwarmHost> hosts() {
        return hosts;
    }

    /** Returns when the last event was. */
    long endMillis() {
        return nowMillis;
    }
}
