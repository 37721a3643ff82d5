package io.github.tracker6.claims;

import io.github.tracker6.InfoHash;
import io.github.tracker6.engine.PinnedSeeds;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The pinned seeds that are watched.
 *
 * @param pinned has them as they are now
 * @param anyTorrent names a torrent to ask a seed of all torrents for, another one each time; null where there is none yet
 */
record WatchedSeeds(Supplier<PinnedSeeds> pinned, Supplier<@Nullable InfoHash> anyTorrent) {}
