package io.github.tracker6.testkit;

import io.github.tracker6.Endpoint;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;
import io.github.tracker6.Reachability;
import io.github.tracker6.store.PeerUpdate;

/** One step of a random history, as it is replayed and printed. */
sealed interface Operation {
    /** A client announces, or stops. */
    record Announce(
            InfoHash infoHash,
            Endpoint endpoint,
            long tag,
            PeerRole role,
            boolean stopped,
            boolean completed,
            int numWant,
            FamilyPolicy policy,
            boolean bothFamilies,
            boolean claims,
            boolean stalled,
            boolean mayLackMetadata,
            boolean joins,
            long otherFamilyMaxAgeMillis,
            boolean repeated)
            implements Operation {
        PeerUpdate update(long nowMillis) {
            return new PeerUpdate()
                    .infoHash(infoHash)
                    .endpoint(endpoint)
                    .hostTag(tag)
                    .role(role)
                    .stopped(stopped)
                    .completed(completed)
                    .numWant(numWant)
                    .policy(policy)
                    .bothFamilies(bothFamilies)
                    .claimsOtherFamily(claims)
                    .stalled(stalled)
                    .mayLackMetadata(mayLackMetadata)
                    .joins(joins)
                    .otherFamilyMaxAgeMillis(otherFamilyMaxAgeMillis)
                    .repeated(repeated)
                    .nowMillis(nowMillis);
        }

        @Override
        public String toString() {
            String who = infoHash.toString().substring(0, 4) + " " + endpoint + " tag " + Long.toHexString(tag);
            return stopped
                    ? "stop     " + who
                    : "announce " + who + " " + role + (completed ? " completed" : "") + " wants " + numWant + " "
                            + policy + (bothFamilies ? " both" : "") + (claims ? " claims" : "")
                            + (stalled ? " stalled" : "") + (mayLackMetadata ? " mayLackMetadata" : "")
                            + (joins ? " joins" : "")
                            + (otherFamilyMaxAgeMillis == Long.MAX_VALUE
                                    ? ""
                                    : " max " + otherFamilyMaxAgeMillis + " ms")
                            + (repeated ? " repeated" : "");
        }
    }

    /** The tracker finds out whether an endpoint, known or not, can be reached. */
    record Probe(InfoHash infoHash, Endpoint endpoint, Reachability found) implements Operation {
        @Override
        public String toString() {
            return "probe    " + infoHash.toString().substring(0, 4) + " " + endpoint + " " + found;
        }
    }

    /** Time passes. */
    record Advance(long millis) implements Operation {
        @Override
        public String toString() {
            return "advance  " + millis + " ms";
        }
    }

    /** Housekeeping runs until the totals are right. */
    record Settle() implements Operation {
        @Override
        public String toString() {
            return "settle";
        }
    }

    /** All swarms are scraped, known or not. */
    record Scrape() implements Operation {
        @Override
        public String toString() {
            return "scrape";
        }
    }
}
