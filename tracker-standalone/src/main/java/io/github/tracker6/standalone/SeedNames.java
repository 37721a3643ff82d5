package io.github.tracker6.standalone;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.address.AddressScope;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses of seeds that are given by DNS names. A name is looked up once an hour, and once a minute while the look-up
 * fails. What is known stays in force until another look-up succeeds. Of several addresses of a family, the one that is in
 * force stays as long as the name has it; else it is the lowest. Only {@link #endpoints} is thread-safe.
 */
final class SeedNames {
    static final Duration PERIOD = Duration.ofHours(1);
    static final Duration RETRY = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(SeedNames.class);

    private final Lookup lookup;
    private final boolean lan;
    private final Map<SeedHost, Name> names = new HashMap<>();
    private final Map<SeedHost, List<Endpoint>> known = new ConcurrentHashMap<>();

    /** Finds the addresses of a name. */
    interface Lookup {
        /** The system's own, which may take many seconds. */
        Lookup SYSTEM = name -> List.of(InetAddress.getAllByName(name));

        List<InetAddress> addresses(String name) throws UnknownHostException;
    }

    private static final class Name {
        long dueMillis = Long.MIN_VALUE;
        boolean isWarned;

        /** Whether the last look-up found no address of a family that is known. */
        boolean isFamilyMissing;
    }

    /**
     * Makes one that knows no address yet.
     *
     * @param lan whether addresses that only this machine or its network can reach are of use
     */
    SeedNames(Lookup lookup, boolean lan) {
        this.lookup = lookup;
        this.lan = lan;
    }

    /** Returns the endpoints of a seed, IPv4 first; empty while there is none. */
    List<Endpoint> endpoints(SeedHost host) {
        return host.isName() ? known.getOrDefault(host, List.of()) : host.endpoints();
    }

    /** Looks all names up at the next {@link #refresh}. */
    void expire() {
        names.values().forEach(name -> name.dueMillis = Long.MIN_VALUE);
    }

    /**
     * Looks up one name that is due: the one that has waited longest. Blocks for as long as DNS takes for it, so one that
     * gets no answer delays no other by more than that.
     *
     * @param hosts all seeds; what is known of others is forgotten
     * @return whether an endpoint changed
     */
    boolean refresh(Collection<SeedHost> hosts, long nowMillis) {
        Set<SeedHost> wanted = new HashSet<>(hosts);
        names.keySet().retainAll(wanted);
        known.keySet().retainAll(wanted);
        wanted.stream().filter(SeedHost::isName).forEach(host -> names.computeIfAbsent(host, unused -> new Name()));
        return names.entrySet().stream()
                .filter(entry -> nowMillis >= entry.getValue().dueMillis)
                .min(Comparator.comparingLong(entry -> entry.getValue().dueMillis))
                .map(entry -> lookUp(entry.getKey(), entry.getValue(), nowMillis))
                .orElse(false);
    }

    private boolean lookUp(SeedHost host, Name name, long nowMillis) {
        name.dueMillis = nowMillis + RETRY.toMillis();
        List<InetAddress> found;
        try {
            found = lookup.addresses(host.name());
        } catch (UnknownHostException e) {
            warn(host, name, "the name has no address, or no DNS server answers");
            return false;
        } catch (RuntimeException e) {
            warn(host, name, e.toString());
            return false;
        }
        List<Endpoint> usable = found.stream()
                .map(address -> Endpoint.of(address, host.port()))
                .filter(this::isUsable)
                .toList();
        if (usable.isEmpty()) {
            warn(host, name, "clients can't use " + text(found.stream().map(InetAddress::getHostAddress)));
            return false;
        }
        name.isWarned = false;
        List<Endpoint> before = endpoints(host);
        List<Endpoint> now = choose(before, usable);
        if (now.size() < before.size() && !name.isFamilyMissing) {
            name.isFamilyMissing = true; // one of the two questions to DNS may have failed: ask again soon
            return false;
        }
        name.isFamilyMissing = false;
        name.dueMillis = nowMillis + PERIOD.toMillis();
        if (now.equals(before)) {
            return false;
        }
        known.put(host, now);
        LOG.info("The seed {} is {} now", host, text(now.stream()));
        return true;
    }

    private boolean isUsable(Endpoint endpoint) {
        AddressScope scope = AddressScope.of(endpoint);
        return lan ? scope != AddressScope.UNUSABLE : scope == AddressScope.GLOBAL;
    }

    /** Returns one of each family, IPv4 first. */
    private static List<Endpoint> choose(List<Endpoint> before, List<Endpoint> usable) {
        List<Endpoint> chosen = new ArrayList<>();
        for (AddressFamily family : AddressFamily.values()) {
            List<Endpoint> ofFamily = usable.stream()
                    .filter(endpoint -> endpoint.family() == family)
                    .toList();
            before.stream()
                    .filter(ofFamily::contains)
                    .findFirst()
                    .or(() -> ofFamily.stream().min(SeedNames::compare))
                    .ifPresent(chosen::add);
        }
        return chosen;
    }

    private static int compare(Endpoint one, Endpoint other) {
        return Arrays.compareUnsigned(
                one.address().getAddress(), other.address().getAddress());
    }

    private void warn(SeedHost host, Name name, String reason) {
        name.isFamilyMissing = false;
        if (name.isWarned) {
            return;
        }
        name.isWarned = true;
        List<Endpoint> before = endpoints(host);
        LOG.warn(
                "No address of the seed {} was found: {}. {}. It is looked up every minute; check the name, and this"
                        + " machine's DNS",
                host,
                reason,
                before.isEmpty() ? "Clients are not told of it" : text(before.stream()) + " stays in force");
    }

    private static String text(Stream<?> values) {
        return values.map(String::valueOf).collect(Collectors.joining(" and "));
    }
}
