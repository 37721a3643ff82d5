package io.github.tracker6.testkit;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;
import io.github.tracker6.Reachability;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.StoreOptionsBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A kind of random history. Few swarms, addresses and tags make collisions of all kinds likely.
 *
 * <p>Time moves in steps of which 10 and a half are the time to live, so no age is ever near the limit.
 */
enum History {
    /** A few clients of one scope that collide all the time. */
    COLLISIONS(2, 5, 4, false),
    /** Clients that come and go, so that many are new. */
    ARRIVALS(1, 12, 1, false),
    /** Addresses of every scope. */
    SCOPES(1, 3, 4, false),
    /** More clients than may be; nothing completes, since which counter gives way to a new swarm is the store's choice. */
    CAPS(3, 6, 2, true),
    /** One swarm that grows to some 400 endpoints, shrinks, and grows again. */
    TIDE(1, 300, 1, false);

    static final long STEP_MILLIS = 100_000;
    private static final long HALF_STEPS_TO_LIVE = 21;
    private static final int TIDE_PERIOD = 1_200;
    private static final List<String> ADDRESSES4 = List.of("11.0.0.%d", "192.0.2.%d", "169.254.7.%d", "127.0.0.%d");
    private static final List<String> ADDRESSES6 = List.of("2a00::%d", "2001:db8::%d", "fe80::%d", "fd00::%d");

    private final int swarms;
    private final int hosts;
    private final int variants;
    private final boolean capped;

    /**
     * Names a kind of history.
     *
     * @param hosts how many host tags and addresses there are per family
     * @param variants how many scopes, or else endpoints per family of a host
     */
    History(int swarms, int hosts, int variants, boolean capped) {
        this.swarms = swarms;
        this.hosts = hosts;
        this.variants = variants;
        this.capped = capped;
    }

    StoreOptions options() {
        StoreOptionsBuilder options = StoreOptions.builder()
                .fairShares(false)
                .peerTtl(Duration.ofMillis(STEP_MILLIS * HALF_STEPS_TO_LIVE / 2));
        if (capped) {
            options.maxSwarms(2)
                    .maxPeers(7)
                    .maxPeersPerSwarm(4)
                    .maxEndpointsPerIpv4Address(2)
                    .maxEndpointsPerIpv6Prefix(4);
        }
        return options.build();
    }

    /** Returns whether counts are compared only when housekeeping has caught up with the time. */
    boolean settlesAtOnce() {
        return this == CAPS || this == TIDE;
    }

    static InfoHash swarm(int number) {
        return InfoHash.of((0xabc0L + number) << 48, number, number);
    }

    int swarms() {
        return swarms;
    }

    List<Operation> operations(long seed, int length) {
        Random random = new Random(seed);
        List<Operation> operations = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            operations.add(operation(random, i));
        }
        return operations;
    }

    private Operation operation(Random random, int index) {
        int dice = random.nextInt(this == TIDE ? 3_000 : 100);
        if (dice < 5) {
            return new Operation.Advance(STEP_MILLIS * (1 + random.nextInt(6)));
        }
        if (dice < 8) {
            return new Operation.Settle();
        }
        if (dice < 12) {
            return new Operation.Scrape();
        }
        if (this == TIDE ? random.nextInt(8) == 0 : dice < 22) {
            return probe(random);
        }
        boolean ebb = this == TIDE && index / TIDE_PERIOD % 2 == 1;
        int stops = switch (this) {
            case TIDE -> ebb ? 85 : 5;
            case ARRIVALS -> 45;
            default -> 20;
        };
        return announce(random, random.nextInt(100) < stops);
    }

    private Operation probe(Random random) {
        AddressFamily family = random.nextInt(10) == 0 ? AddressFamily.IPV4 : AddressFamily.IPV6;
        Endpoint endpoint = endpoint(random, family, random.nextInt(hosts));
        // Closed hosts make the most difference.
        Reachability found = random.nextBoolean() ? Reachability.NOT_REACHED : pick(random, Reachability.values());
        return new Operation.Probe(swarm(random.nextInt(swarms)), endpoint, found);
    }

    private Operation announce(Random random, boolean stopped) {
        AddressFamily family = random.nextBoolean() ? AddressFamily.IPV4 : AddressFamily.IPV6;
        int host = random.nextInt(hosts);
        // Mostly the host's own tag, so that links last; sometimes anyone's, or none.
        int tagged = random.nextInt(100);
        int tag = tagged < 70 ? host + 1 : tagged < 80 ? 0 : 1 + random.nextInt(hosts);
        return new Operation.Announce(
                swarm(random.nextInt(swarms)),
                endpoint(random, family, host),
                StoreTests.tag(tag),
                pick(random, PeerRole.values()),
                stopped,
                !capped && random.nextInt(100) < 15,
                numWant(random),
                pick(random, FamilyPolicy.values()),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextInt(100) < 20,
                random.nextInt(4) > 0 ? Long.MAX_VALUE : STEP_MILLIS * (1 + random.nextInt(8)) - STEP_MILLIS / 2,
                random.nextInt(100) < 10);
    }

    /** Often fewer than there are, so that it matters who comes first. */
    private static int numWant(Random random) {
        int dice = random.nextInt(10);
        return random.nextInt(dice == 0 ? 500 : dice < 6 ? 4 : 13);
    }

    private Endpoint endpoint(Random random, AddressFamily family, int host) {
        int variant = random.nextInt(variants);
        if (this == TIDE) {
            return StoreTests.globalEndpoint(family, host);
        }
        List<String> addresses = family == AddressFamily.IPV4 ? ADDRESSES4 : ADDRESSES6;
        String address = switch (this) {
            case SCOPES -> addresses.get(variant).formatted(host + 1);
            case CAPS -> addresses.get(0).formatted(1 + host / 3);
            default -> address(family, variant).formatted(host + 1);
        };
        int port = this == SCOPES ? 1 : 1 + host + (variant == 1 ? 100 : 0);
        return Endpoint.parse(family == AddressFamily.IPV4 ? address + ":" + port : "[" + address + "]:" + port);
    }

    /** Returns the address of a host: the same one with another port, another one in its /64, or in another /64. */
    private static String address(AddressFamily family, int variant) {
        if (family == AddressFamily.IPV4) {
            return variant < 2 ? "192.0.2.%d" : variant == 2 ? "198.51.100.%d" : "203.0.113.%d";
        }
        return variant < 2 ? "2001:db8::%d" : variant == 2 ? "2001:db8::1:%d" : "2001:db8:0:1::%d";
    }

    private static <T> T pick(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }
}
