package io.github.tracker6.standalone;

import io.github.tracker6.InfoHash;
import io.github.tracker6.access.InfoHashSet;
import io.github.tracker6.metainfo.Release;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The releases that are served, for the status: those of the folders by name, then those that only the list to allow has, of which
 * nothing but the info hash is known. Made again when a list changes. Thread-safe.
 */
final class ListedReleases implements Supplier<List<Release>> {
    private final Supplier<List<Release>> folders;
    private final Supplier<InfoHashSet> allow;
    private final Supplier<InfoHashSet> deny;
    private List<Release> lastFolders = List.of();
    private InfoHashSet lastAllow = InfoHashSet.of(List.of());
    private InfoHashSet lastDeny = lastAllow;
    private List<Release> last = List.of();

    ListedReleases(Supplier<List<Release>> folders, Supplier<InfoHashSet> allow, Supplier<InfoHashSet> deny) {
        this.folders = folders;
        this.allow = allow;
        this.deny = deny;
    }

    @Override
    public synchronized List<Release> get() {
        List<Release> inFolders = folders.get();
        InfoHashSet allowed = allow.get();
        InfoHashSet denied = deny.get();
        if (!inFolders.equals(lastFolders) || !allowed.equals(lastAllow) || !denied.equals(lastDeny)) {
            last = merge(inFolders, allowed, denied);
            lastFolders = inFolders;
            lastAllow = allowed;
            lastDeny = denied;
        }
        return last;
    }

    private static List<Release> merge(List<Release> inFolders, InfoHashSet allowed, InfoHashSet denied) {
        List<Release> merged = new ArrayList<>(inFolders.size() + allowed.size());
        List<InfoHash> named = new ArrayList<>();
        for (Release release : inFolders) {
            named.addAll(release.infoHashes());
            // One denied info hash of a hybrid denies both.
            if (release.infoHashes().stream().noneMatch(denied::contains)) {
                merged.add(release);
            }
        }
        InfoHashSet inFiles = InfoHashSet.of(named);
        for (int i = 0; i < allowed.size(); i++) {
            InfoHash infoHash = allowed.get(i);
            if (!inFiles.contains(infoHash) && !denied.contains(infoHash)) {
                merged.add(Release.of("", infoHash, null));
            }
        }
        return List.copyOf(merged);
    }
}
