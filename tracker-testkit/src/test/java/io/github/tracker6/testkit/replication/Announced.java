package io.github.tracker6.testkit.replication;

import io.github.tracker6.Endpoint;
import io.github.tracker6.PeerRole;

/** What a host says to a node. */
record Announced(
        int swarm,
        int host,
        Endpoint endpoint,
        long tag,
        PeerRole role,
        boolean stopped,
        boolean completed,
        boolean joins) {}
