package io.github.tracker6.testkit;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.HostCounts;
import io.github.tracker6.PeerRole;
import io.github.tracker6.Reachability;
import io.github.tracker6.address.AddressScope;
import io.github.tracker6.store.PeerUpdate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One swarm of the model: every endpoint leads to its host. */
final class ModelSwarm {
    int downloaded;
    private final Map<Endpoint, ModelHost> hostOf = new LinkedHashMap<>();
    private final Map<Long, ModelHost> tagged = new HashMap<>();
    private final Set<ModelHost> hosts = new LinkedHashSet<>();

    boolean isEmpty() {
        return hostOf.isEmpty();
    }

    boolean contains(Endpoint endpoint) {
        return hostOf.containsKey(endpoint);
    }

    /** Returns the host of an endpoint, or null. */
    @Nullable
    ModelHost host(Endpoint endpoint) {
        return hostOf.get(endpoint);
    }

    Set<ModelHost> hosts() {
        return hosts;
    }

    int count(PeerRole role) {
        return count(host -> host.role == role);
    }

    /** Returns the hosts by families and reachability. */
    HostCounts families() {
        return new HostCounts(
                count(host -> host.isSingle(AddressFamily.IPV4)),
                count(host -> isIpv6Alone(host, Reachability.REACHED)),
                count(host -> isIpv6Alone(host, Reachability.NOT_REACHED)),
                count(host -> isIpv6Alone(host, Reachability.UNKNOWN)),
                count(host -> host.isDualStack() && host.reachability() == Reachability.REACHED),
                count(ModelHost::isClosed),
                count(host -> host.isDualStack() && host.reachability() == Reachability.UNKNOWN));
    }

    private static boolean isIpv6Alone(ModelHost host, Reachability reachability) {
        return host.isSingle(AddressFamily.IPV6) && host.reachability() == reachability;
    }

    /** Returns how many hosts satisfy a condition. */
    int count(Predicate<ModelHost> condition) {
        int count = 0;
        for (ModelHost host : hosts) {
            count += condition.test(host) ? 1 : 0;
        }
        return count;
    }

    /** Returns the host that the tag names, or null for the tag 0. */
    @Nullable
    ModelHost tagged(long tag) {
        return tag == 0 ? null : tagged.get(tag);
    }

    /** Returns the endpoint that an announce of this endpoint with this tag would put out, or null. */
    @Nullable
    Endpoint replacedBy(Endpoint endpoint, long tag) {
        ModelHost host = tagged(tag);
        Endpoint former = host == null ? null : host.endpoint(endpoint.family());
        return former == null || former.equals(endpoint) ? null : former;
    }

    /** Returns whether an announce with a tag is the first one of its host over this family. */
    boolean isFirstHeard(Endpoint endpoint, long tag) {
        return tag != 0 && !contains(endpoint) && replacedBy(endpoint, tag) == null;
    }

    /** Returns whether an announce ends the host's endpoint of the other family: it is too old. */
    boolean endsOtherFamily(PeerUpdate update, Endpoint endpoint) {
        ModelHost host = tagged(update.hostTag());
        AddressFamily other = endpoint.family().other();
        if (host == null || host.endpoint(other) == null) {
            return false;
        }
        long ageMillis = host.ageMillis(other, update.nowMillis());
        Endpoint former = host.endpoint(endpoint.family());
        boolean changes = update.joins() || (former != null && network(former) != network(endpoint));
        return ageMillis > update.otherFamilyMaxAgeMillis() || (changes && ageMillis > 20_000);
    }

    /** Returns the bits of the /24 or /48. */
    private static long network(Endpoint endpoint) {
        return endpoint.family() == AddressFamily.IPV4 ? endpoint.addressLow() >> 8 : endpoint.addressHigh() >> 16;
    }

    /** Records an announce that was accepted and returns the host that made it. */
    ModelHost announce(PeerUpdate update, Endpoint endpoint) {
        boolean finished = false;
        if (endsOtherFamily(update, endpoint)) {
            ModelHost known = Objects.requireNonNull(tagged(update.hostTag()));
            finished = known.finished;
            remove(Objects.requireNonNull(known.endpoint(endpoint.family().other())));
        }
        ModelHost old = hostOf.get(endpoint);
        Endpoint replaced = replacedBy(endpoint, update.hostTag());
        Reachability reachability = reachability(endpoint, old, replaced);
        ModelHost host = update.hostTag() == 0 ? new ModelHost(0) : tagged(update.hostTag());
        if (host == null) {
            host = new ModelHost(update.hostTag());
        }
        if (old != null) {
            host.finished |= old.finished;
            remove(endpoint);
        }
        if (replaced != null) {
            remove(replaced);
        }
        host.finished |= finished;
        host.put(endpoint, update.nowMillis(), reachability);
        host.role = update.role();
        hostOf.put(endpoint, host);
        hosts.add(host);
        if (host.tag != 0) {
            tagged.put(host.tag, host);
        }
        if (update.completed() && !host.finished) {
            host.finished = true;
            downloaded++;
        }
        return host;
    }

    /** Returns what is known of an endpoint that announces: of itself, or else of the endpoint that it replaces. */
    private Reachability reachability(Endpoint endpoint, @Nullable ModelHost old, @Nullable Endpoint replaced) {
        if (endpoint.family() == AddressFamily.IPV4) {
            return Reachability.UNKNOWN;
        }
        if (old != null && old.reachability() != Reachability.UNKNOWN) {
            return old.reachability();
        }
        boolean inherits = replaced != null
                && replaced.addressHigh() == endpoint.addressHigh()
                && replaced.port() == endpoint.port();
        return inherits ? Objects.requireNonNull(hostOf.get(replaced)).reachability() : Reachability.UNKNOWN;
    }

    void remove(Endpoint endpoint) {
        ModelHost host = hostOf.remove(endpoint);
        if (host != null) {
            host.remove(endpoint);
            if (host.isEmpty()) {
                tagged.remove(host.tag);
                hosts.remove(host);
            }
        }
    }

    /** Removes what expired and returns how many endpoints that were. */
    int expire(long nowMillis, long ttlMillis) {
        List<Endpoint> expired = hostOf.entrySet().stream()
                .filter(entry -> !entry.getValue().alive(entry.getKey().family(), nowMillis, ttlMillis))
                .map(Map.Entry::getKey)
                .toList();
        expired.forEach(this::remove);
        return expired.size();
    }

    /** Returns the number of endpoints that satisfy a condition. */
    int countEndpoints(Predicate<Endpoint> condition) {
        int count = 0;
        for (Endpoint endpoint : hostOf.keySet()) {
            count += condition.test(endpoint) ? 1 : 0;
        }
        return count;
    }

    /** Returns who may be in an answer to this host: others within its scope that are of use to its role. */
    List<Candidate> candidates(ModelHost requester, PeerUpdate update, AddressFamily family) {
        AddressScope scope = AddressScope.of(update.family(), update.addressHigh(), update.addressLow());
        List<Candidate> candidates = new ArrayList<>();
        hostOf.forEach((endpoint, host) -> {
            boolean wanted = update.role() == PeerRole.DOWNLOADER
                    || host.role == PeerRole.DOWNLOADER
                    || (update.role() == PeerRole.SEEDER && update.mayLackMetadata());
            boolean inScope = AddressScope.of(endpoint).compareTo(scope) <= 0;
            if (endpoint.family() == family && host != requester && wanted && inScope) {
                Endpoint partner = host.endpoint(family.other());
                candidates.add(new Candidate(endpoint, partner, host.isClosed(), host.role == PeerRole.DOWNLOADER));
            }
        });
        return candidates;
    }
}
