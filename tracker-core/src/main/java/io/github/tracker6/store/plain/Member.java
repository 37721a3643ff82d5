package io.github.tracker6.store.plain;

import io.github.tracker6.Endpoint;
import io.github.tracker6.address.AddressScope;

/** One endpoint in one swarm, as it announced last. */
final class Member {
    final Host host;
    final Endpoint endpoint;
    final AddressScope scope;
    final long seenMillis;

    /** Where {@link MemberGroups} keeps it within its group. */
    int position;

    Member(Host host, Endpoint endpoint, long seenMillis) {
        this.host = host;
        this.endpoint = endpoint;
        this.scope = AddressScope.of(endpoint);
        this.seenMillis = seenMillis;
    }
}
