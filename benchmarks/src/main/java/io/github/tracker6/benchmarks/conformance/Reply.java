package io.github.tracker6.benchmarks.conformance;

import io.github.tracker6.Endpoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An answer to an announce, over either protocol. Immutable.
 *
 * @param failure the tracker's reason if it refused, otherwise null
 * @param own the peers of the announce's own family
 * @param other the peers of the other family, over HTTP
 */
record Reply(
        @Nullable String failure,
        long intervalSeconds,
        long complete,
        long incomplete,
        List<Endpoint> own,
        List<Endpoint> other) {
    static Reply refused(String failure) {
        return new Reply(failure, 0, 0, 0, List.of(), List.of());
    }

    List<Endpoint> peers() {
        List<Endpoint> peers = new ArrayList<>(own);
        peers.addAll(other);
        return peers;
    }

    /** Fails the check if the tracker refused. */
    Reply served() {
        Mismatch.require(failure == null, "an answer with peers", "the failure '" + failure + "'");
        return this;
    }

    /** Fails the check unless the answer has all these peers. */
    Reply has(Endpoint... peers) {
        Mismatch.require(peers().containsAll(List.of(peers)), "the peers " + Arrays.toString(peers), shown());
        return this;
    }

    /** Fails the check if the answer has one of these peers. */
    Reply lacks(Endpoint... peers) {
        for (Endpoint peer : peers) {
            Mismatch.require(!peers().contains(peer), "an answer without " + peer, shown());
        }
        return this;
    }

    /** Fails the check if the answer has any other peer. */
    Reply hasOnly(Endpoint... peers) {
        Mismatch.require(Set.of(peers).containsAll(peers()), "no peers but " + Arrays.toString(peers), shown());
        return this;
    }

    private String shown() {
        return failure == null ? Mismatch.shown(peers()) : "the failure '" + failure + "'";
    }
}
