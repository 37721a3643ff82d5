package io.github.tracker6.redis;

import java.nio.ByteBuffer;

/** What follows from the agreement of the nodes, once it is known. Immutable but for what it knows of swarms. */
final class Session {
    private final RedisLink link;
    private final Agreement agreement;
    private final SwarmKeys keys;
    private final AnnounceArguments arguments;
    private final byte[] settings;
    private final KnownSwarms known = new KnownSwarms();

    Session(RedisLink link, Agreement agreement, RedisStoreOptions options) {
        this.link = link;
        this.agreement = agreement;
        this.keys = new SwarmKeys(options.keyPrefix(), agreement.tags());
        this.arguments = new AnnounceArguments(agreement.seed());
        this.settings = ByteBuffer.allocate(4 + 4 + 3 * 2 + 8)
                .putInt((int) agreement.ttlMillis())
                .putInt(options.maxPeersPerSwarm())
                .putShort((short) options.maxEndpointsPerIpv4Address())
                .putShort((short) options.maxEndpointsPerIpv6Address())
                .putShort((short) options.maxEndpointsPerIpv6Prefix())
                .putLong(agreement.seed())
                .array();
    }

    RedisLink link() {
        return link;
    }

    Agreement agreement() {
        return agreement;
    }

    SwarmKeys keys() {
        return keys;
    }

    AnnounceArguments arguments() {
        return arguments;
    }

    /** Returns what the scripts are told each time: see {@code swarm.lua}; not to be changed. */
    byte[] settings() {
        return settings;
    }

    KnownSwarms known() {
        return known;
    }

    /** Returns the tick of a time. */
    long tick(long millis) {
        return Records.tick(millis, agreement.ttlMillis());
    }
}
