package io.github.tracker6.claims;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.Reachability;
import io.github.tracker6.claims.KnownResults.Step;
import io.github.tracker6.engine.AnnounceRequest;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Finds, on the thread of each announce, the few announces after which the prober has something to do. Allocates nothing
 * for the others. Thread-safe.
 */
final class AnnounceFilter {
    private final ProbeScope scope;
    private final ProbeTargets targets;
    private final Clock clock;
    private final TableKeys keys;
    private final KnownResults known;
    private final OwnAnnounces overUdp;
    private final RecentIpv6 recent;
    private final BeliefGate gate;

    /**
     * Makes a filter.
     *
     * @param overUdp gets the IPv6 addresses that announce over UDP
     */
    AnnounceFilter(
            ReachabilityOptions options,
            TableKeys keys,
            KnownResults known,
            OwnAnnounces overUdp,
            RecentIpv6 recent,
            BeliefGate gate) {
        this.scope = options.scope();
        this.targets = options.targets();
        this.clock = options.clock();
        this.keys = keys;
        this.known = known;
        this.overUdp = overUdp;
        this.recent = recent;
        this.gate = gate;
    }

    /** Returns what is to be handled after an announce, or null. */
    @Nullable
    AnnouncedEndpoint find(AnnounceRequest request, AnnounceResponse response) {
        if (scope == ProbeScope.OFF) {
            return null;
        }
        note(request);
        if (request.event() == AnnounceEvent.STOPPED || response.unlistedBy() != null) {
            return null;
        }
        return request.sourceFamily() == AddressFamily.IPV6
                ? afterIpv6(request, response)
                : afterIpv4(request, response);
    }

    /** Notes an announce, also one that is refused: if it came over UDP, its host's firewall lets answers in. */
    void note(AnnounceRequest request) {
        // BEP 15 has no answers with both families.
        if (scope != ProbeScope.OFF && request.sourceFamily() == AddressFamily.IPV6 && !request.bothFamilies()) {
            overUdp.noteAnnounce(keys.address(request.sourceHigh(), request.sourceLow()), clock.millis());
        }
    }

    private @Nullable AnnouncedEndpoint afterIpv6(AnnounceRequest request, AnnounceResponse response) {
        long nowMillis = clock.millis();
        long high = request.sourceHigh();
        long low = request.sourceLow();
        if (!targets.mayProbe(high, low, request.port())) {
            return null;
        }
        if (scope == ProbeScope.DUAL_STACK && !response.dualStack()) {
            boolean meets = request.hasSecretKey()
                    && recent.putOrMeet(keys.host(request), high, low, request.port(), nowMillis);
            if (!meets) {
                return null;
            }
        }
        return select(high, low, request.port(), request, response.reachability(), nowMillis);
    }

    /** The host may have announced over IPv6 a moment before, and was not known to be dual-stack then. */
    private @Nullable AnnouncedEndpoint afterIpv4(AnnounceRequest request, AnnounceResponse response) {
        if (scope != ProbeScope.DUAL_STACK
                || !response.dualStack()
                || response.reachability() != Reachability.UNKNOWN
                || !request.hasSecretKey()) {
            return null;
        }
        long nowMillis = clock.millis();
        Endpoint endpoint = recent.takeOrWait(keys.host(request), nowMillis);
        return endpoint == null
                ? null
                : select(
                        endpoint.addressHigh(),
                        endpoint.addressLow(),
                        endpoint.port(),
                        request,
                        Reachability.UNKNOWN,
                        nowMillis);
    }

    private @Nullable AnnouncedEndpoint select(
            long high, long low, int port, AnnounceRequest request, Reachability reported, long nowMillis) {
        boolean stalled = request.isStalled();
        long entry = known.find(keys.endpoint(high, low, port));
        return known.step(entry, reported, stalled, gate.isOpen(nowMillis), nowMillis) == Step.NOTHING
                ? null
                : new AnnouncedEndpoint(
                        request.infoHash(), Endpoint.ofIpv6(high, low, port), host(request), reported, stalled);
    }

    /** Returns the key of the host that announces, see {@link ResultWaits}. */
    long host(AnnounceRequest request) {
        return request.hasSecretKey() ? keys.host(request) : ResultWaits.NO_HOST;
    }
}
