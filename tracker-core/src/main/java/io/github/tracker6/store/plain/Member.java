package io.github.tracker6.store.plain;

import io.github.tracker6.Endpoint;
import io.github.tracker6.Reachability;
import io.github.tracker6.address.AddressScope;

/** One endpoint in one swarm, as it announced last. An IPv4 endpoint is always {@link Reachability#UNKNOWN}. */
final class Member {
    final Host host;
    final Endpoint endpoint;
    final AddressScope scope;
    final long seenMillis;
    Reachability reachability;

    /** Where {@link MemberGroups} keeps it within its group. */
    int position;

    Member(Host host, Endpoint endpoint, long seenMillis, Reachability reachability) {
        this.host = host;
        this.endpoint = endpoint;
        this.scope = AddressScope.of(endpoint);
        this.seenMillis = seenMillis;
        this.reachability = reachability;
    }
}
