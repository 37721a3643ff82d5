package io.github.tracker6.standalone;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The operator's own seeds, as the options name them.
 *
 * @param pins seeds of one torrent
 * @param toAll seeds of all listed torrents
 * @param file a file with more of both, or null
 * @param isListed whether the torrents that are served are listed
 * @param dials whether the tracker connects to the seeds
 */
record PinSettings(
        List<Pin> pins, List<SeedHost> toAll, @Nullable Path file, boolean isListed, boolean dials) {
    PinSettings {
        pins = List.copyOf(pins);
        toAll = List.copyOf(toAll);
    }

    /** Returns whether there are no such options. */
    boolean isEmpty() {
        return pins.isEmpty() && toAll.isEmpty() && file == null;
    }
}
