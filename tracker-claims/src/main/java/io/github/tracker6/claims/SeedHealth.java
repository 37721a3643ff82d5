package io.github.tracker6.claims;

import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.Reachability;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether one endpoint of a pinned seed answers the tracker. Immutable.
 *
 * @param torrent the torrent that it was asked for when the state began; the first one of several before the first probe,
 *     and null there if it is pinned to all
 * @param endpoint of either family
 * @param state {@code UNKNOWN} until the first probe, after a single failed one, and where this machine lacks the family
 * @param since when the state began
 * @since 0.1.0
 */
public record SeedHealth(@Nullable InfoHash torrent, Endpoint endpoint, Reachability state, Instant since) {}
