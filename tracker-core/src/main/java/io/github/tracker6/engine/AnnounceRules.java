package io.github.tracker6.engine;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.PeerRole;
import io.github.tracker6.Rejection;
import io.github.tracker6.address.AddressScope;
import io.github.tracker6.store.PeerUpdate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The engine's own rules before and after the call of the store: which announces are refused, which data of the others
 * the store gets, and what is added to its answer. Thread-safe.
 */
final class AnnounceRules {
    /** An answer with fewer peers is short. */
    private static final int FEW_PEERS = 8;

    /** The interval after a first answer over IPv4 that is short because it leaves dual-stack hosts out, in seconds. */
    private static final int SHORT_ANSWER_INTERVAL_SECONDS = 300;

    private final FamilyPolicy familyPolicy;
    private final int numWantDefault;
    private final int numWantLimit;
    private final Intervals intervals;
    private final HostHash hostHash;
    private final @Nullable Supplier<PinnedSeeds> pinnedSeeds;

    AnnounceRules(TrackerBuilder options, Intervals intervals, HostHash hostHash) {
        this.familyPolicy = options.familyPolicy;
        this.numWantDefault = options.numWantDefault;
        this.numWantLimit = options.numWantLimit;
        this.pinnedSeeds = options.pinnedSeeds;
        this.intervals = intervals;
        this.hostHash = hostHash;
    }

    /** Returns why an announce is refused, or null. */
    static @Nullable Rejection refusal(AnnounceRequest request) {
        if (request.port() == 0 && request.event() != AnnounceEvent.STOPPED) {
            return Rejection.malformed("port is missing or 0");
        }
        AddressScope scope = AddressScope.of(request.sourceFamily(), request.sourceHigh(), request.sourceLow());
        return admits(request, scope) ? null : Rejection.ADDRESS_REFUSED;
    }

    /** Sets every field of an update. */
    void fill(PeerUpdate update, AnnounceRequest request, long nowMillis) {
        boolean stopped = request.event() == AnnounceEvent.STOPPED;
        update.infoHash(request.hashHead(), request.hashMiddle(), request.hashTail())
                .endpoint(request.sourceFamily(), request.sourceHigh(), request.sourceLow(), request.port())
                .hostTag(hostTag(request))
                .role(role(request))
                .stopped(stopped)
                .completed(request.event() == AnnounceEvent.COMPLETED && request.left() == 0)
                .numWant(stopped ? 0 : numWant(request))
                .policy(familyPolicy)
                .bothFamilies(request.bothFamilies())
                .claimsOtherFamily(claimsOtherFamily(request))
                .stalled(request.isStalled())
                .mayLackMetadata(mayLackMetadata(request))
                .joins(request.event() == AnnounceEvent.STARTED)
                .otherFamilyMaxAgeMillis(hostHash.isShared() ? Long.MAX_VALUE : intervals.latestAnnounceMillis())
                .repeated(false)
                .nowMillis(nowMillis);
    }

    /** Adds what the store does not know of to its answer: the host's own interval, and pinned seeds. */
    void complete(PeerUpdate update, AnnounceResponse response) {
        int interval = response.intervalSeconds();
        if (update.joins() && leavesDualStackOut(update, response)) {
            interval = Math.min(interval, SHORT_ANSWER_INTERVAL_SECONDS);
        }
        response.intervalSeconds(intervals.of(interval, hostHash.spread(update)));
        if (pinnedSeeds != null) {
            pinnedSeeds.get().addTo(update, response);
        }
    }

    /** Whether an answer over IPv4 is short because the requester can reach dual-stack hosts over IPv6. */
    private static boolean leavesDualStackOut(PeerUpdate update, AnnounceResponse response) {
        int listed = response.peers4().size();
        int others = response.complete() + response.incomplete() - 1;
        boolean claims = update.bothFamilies() && update.claimsOtherFamily();
        return response.dualStack()
                && !claims
                && update.policy() == FamilyPolicy.IPV6_FIRST
                && update.family() == AddressFamily.IPV4
                && listed < Math.min(FEW_PEERS, Math.min(update.numWant(), others));
    }

    /** Whether a client that says that nothing is left may only want the metadata yet (BEP 9): it has moved no data. */
    private static boolean mayLackMetadata(AnnounceRequest request) {
        return request.left() == 0
                && request.uploaded() == 0
                && request.downloaded() == 0
                && request.event() != AnnounceEvent.COMPLETED;
    }

    private long hostTag(AnnounceRequest request) {
        return request.linkWords() ? hostHash.hash(request.linkWords) : 0;
    }

    private static PeerRole role(AnnounceRequest request) {
        if (request.left() == 0) {
            return PeerRole.SEEDER;
        }
        return request.event() == AnnounceEvent.PAUSED ? PeerRole.PARTIAL_SEED : PeerRole.DOWNLOADER;
    }

    private int numWant(AnnounceRequest request) {
        int wanted = request.numWant() < 0 ? numWantDefault : request.numWant();
        return Math.min(Math.min(wanted, numWantLimit), request.answerLimit());
    }

    /** A claim counts when it is a usable address of the family that was not seen, and no tunnel. */
    private static boolean claimsOtherFamily(AnnounceRequest request) {
        if (!request.hasClaims()) {
            return false;
        }
        AddressFamily other = request.sourceFamily().other();
        for (Endpoint claim : request.rawClaims()) {
            if (claim.family() == other
                    && admits(request, AddressScope.of(claim))
                    && !AddressScope.isTunnel(claim.family(), claim.addressHigh())) {
                return true;
            }
        }
        return false;
    }

    private static boolean admits(AnnounceRequest request, AddressScope scope) {
        return request.lan() ? scope != AddressScope.UNUSABLE : scope == AddressScope.GLOBAL;
    }
}
