package io.github.tracker6.access;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.InfoHash;
import io.github.tracker6.Rejection;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.TrackerHandler;
import io.github.tracker6.engine.TrackerInterceptor;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Serves only the torrents that a predicate admits. Announces of other torrents are refused with {@link
 * Rejection#NOT_SERVED}, and in a scrape, also one of all torrents, other torrents are unknown. A torrent that an
 * allow list or a predicate admits is known in a scrape of named torrents even without a peer, with counts of 0. The
 * predicate is called for each request, so a list may change at any time. Thread-safe.
 *
 * @since 0.1.0
 */
public final class TorrentAccess implements TrackerInterceptor {
    private final Guard guard;

    /** Whether those that are served are listed one by one. */
    private final boolean lists;

    /** Whether a torrent is served, by the bits of its info hash, so that no object is made. */
    private interface Guard {
        boolean serves(long head, long middle, int tail);
    }

    private TorrentAccess(Guard guard, boolean lists) {
        this.guard = guard;
        this.lists = lists;
    }

    /**
     * Returns an interceptor that serves the torrents that a predicate admits.
     *
     * @param served thread-safe and quick: it is called on the adapter's thread
     */
    public static TorrentAccess serving(Predicate<InfoHash> served) {
        Objects.requireNonNull(served, "served");
        return new TorrentAccess((head, middle, tail) -> served.test(InfoHash.of(head, middle, tail)), true);
    }

    /** Returns an interceptor that serves only the torrents on a list. */
    public static TorrentAccess allow(Supplier<InfoHashSet> list) {
        Objects.requireNonNull(list, "list");
        return new TorrentAccess((head, middle, tail) -> list.get().contains(head, middle, tail), true);
    }

    /**
     * Returns an interceptor that serves the torrents that are on at least one of several lists.
     *
     * @throws IllegalArgumentException if there is no list
     */
    public static TorrentAccess allowAny(Collection<? extends Supplier<InfoHashSet>> lists) {
        List<Supplier<InfoHashSet>> all = List.copyOf(lists);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("there is no list");
        }
        return new TorrentAccess((head, middle, tail) -> isOnAny(all, head, middle, tail), true);
    }

    private static boolean isOnAny(List<Supplier<InfoHashSet>> lists, long head, long middle, int tail) {
        for (int i = 0; i < lists.size(); i++) { // makes no iterator
            if (lists.get(i).get().contains(head, middle, tail)) {
                return true;
            }
        }
        return false;
    }

    /** Returns an interceptor that serves every torrent except those on a list. */
    public static TorrentAccess deny(Supplier<InfoHashSet> list) {
        Objects.requireNonNull(list, "list");
        return new TorrentAccess((head, middle, tail) -> !list.get().contains(head, middle, tail), false);
    }

    @Override
    public CompletionStage<AnnounceResponse> announce(
            AnnounceRequest request, AnnounceResponse response, TrackerHandler next) {
        return guard.serves(request.hashHead(), request.hashMiddle(), request.hashTail())
                ? next.announce(request, response)
                : response.reject(Rejection.NOT_SERVED);
    }

    @Override
    public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, TrackerHandler next) {
        for (int i = 0; i < batch.size(); i++) {
            if (!guard.serves(batch.hashHead(i), batch.hashMiddle(i), batch.hashTail(i))) {
                batch.hide(i);
            } else if (lists) {
                batch.list(i);
            }
        }
        return next.scrape(batch);
    }
}
