package io.github.tracker6.claims;

import io.github.tracker6.InfoHash;
import io.github.tracker6.address.Cidr;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** The options of {@link AddressClaims}, see {@link AddressClaimsBuilder}. Immutable. */
record ClaimOptions(
        ClaimPolicy policy,
        Predicate<InfoHash> torrents,
        List<Cidr> trusted,
        Clock clock,
        RandomGenerator random,
        Duration peerTtl,
        Duration recheck,
        List<Duration> backOff,
        Duration connectTimeout,
        Duration probeTimeout,
        ProbeLimits limits,
        int maxHosts) {}
