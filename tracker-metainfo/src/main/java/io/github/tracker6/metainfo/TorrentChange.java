package io.github.tracker6.metainfo;

import java.util.List;

/**
 * What became different at one look of a {@link TorrentDirectory}.
 *
 * @param added releases that are tracked from now on
 * @param removed releases that are in no file any more; they are tracked for a while yet
 * @param returned releases that were removed, and are in a file again
 * @param ended releases that are not tracked any more
 * @param counts what the directory holds now
 * @since 0.1.0
 */
public record TorrentChange(
        List<Release> added, List<Release> removed, List<Release> returned, List<Release> ended, TorrentCounts counts) {
    /** Makes a change. */
    public TorrentChange {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        returned = List.copyOf(returned);
        ended = List.copyOf(ended);
    }
}
