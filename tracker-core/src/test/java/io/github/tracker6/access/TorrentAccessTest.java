package io.github.tracker6.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.InfoHash;
import io.github.tracker6.Rejection;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.engine.TrackerBuilder;
import io.github.tracker6.store.memory.MemorySwarmStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TorrentAccessTest {
    private static final InfoHash LISTED = InfoHash.fromHex("c12fe1c06bba254a9dc9f519b335aa7c1367a88a");
    private static final InfoHash OTHER = InfoHash.fromHex("08ada5a7a6183aae1e09d831df6748d566095a10");

    @Test
    void anAllowListServesWhatIsOnIt() {
        Tracker tracker = tracker(TorrentAccess.allow(() -> InfoHashSet.of(List.of(LISTED))));
        assertThat(announce(tracker, LISTED)).isNull();
        assertThat(announce(tracker, OTHER)).isEqualTo(Rejection.NOT_SERVED);
        assertThat(tracker.totals().swarms()).isEqualTo(1);
    }

    @Test
    void severalAllowListsServeWhatIsOnOneOfThem() {
        InfoHash third = InfoHash.of(1, 2, 3);
        Tracker tracker = tracker(TorrentAccess.allowAny(
                List.of(() -> InfoHashSet.of(List.of(LISTED)), () -> InfoHashSet.of(List.of(OTHER)))));
        assertThat(announce(tracker, LISTED)).isNull();
        assertThat(announce(tracker, OTHER)).isNull();
        assertThat(announce(tracker, third)).isEqualTo(Rejection.NOT_SERVED);
        assertThatIllegalArgumentException().isThrownBy(() -> TorrentAccess.allowAny(List.of()));
    }

    @Test
    void aDenyListServesWhatIsNotOnIt() {
        Tracker tracker = tracker(TorrentAccess.deny(() -> InfoHashSet.of(List.of(LISTED))));
        assertThat(announce(tracker, LISTED)).isEqualTo(Rejection.NOT_SERVED);
        assertThat(announce(tracker, OTHER)).isNull();
    }

    @Test
    void aListMayChangeUnderWay() {
        AtomicReference<InfoHashSet> list = new AtomicReference<>(InfoHashSet.of(List.of()));
        Tracker tracker = tracker(TorrentAccess.allow(list::get));
        assertThat(announce(tracker, LISTED)).isEqualTo(Rejection.NOT_SERVED);
        list.set(InfoHashSet.of(List.of(LISTED)));
        assertThat(announce(tracker, LISTED)).isNull();
    }

    @Test
    void aScrapeDoesNotShowWhatIsNotServed() {
        AtomicReference<InfoHash> served = new AtomicReference<>(OTHER);
        Tracker tracker = tracker(TorrentAccess.serving(infoHash -> infoHash.equals(served.get())));
        assertThat(announce(tracker, OTHER)).isNull();
        served.set(LISTED);
        assertThat(announce(tracker, LISTED)).isNull();
        ScrapeBatch batch = new ScrapeBatch().add(OTHER).add(LISTED);
        assertThat(tracker.scrape(batch)).isCompleted();
        assertThat(batch.known(0)).isFalse();
        assertThat(batch.known(1)).isTrue();
    }

    @Test
    void aScrapeOfAllTorrentsShowsOnlyWhatIsServed() {
        AtomicReference<InfoHashSet> denied = new AtomicReference<>(InfoHashSet.of(List.of()));
        AtomicReference<InfoHashSet> allowed = new AtomicReference<>(InfoHashSet.of(List.of(LISTED, OTHER)));
        Tracker tracker = Tracker.builder()
                .store(MemorySwarmStore.builder().build())
                .interceptor(TorrentAccess.allow(allowed::get))
                .interceptor(TorrentAccess.deny(denied::get))
                .fullScrapeLimit(10)
                .build();
        assertThat(announce(tracker, LISTED)).isNull();
        assertThat(announce(tracker, OTHER)).isNull();
        assertThat(shown(tracker)).containsExactlyInAnyOrder(LISTED, OTHER);

        denied.set(InfoHashSet.of(List.of(OTHER)));
        assertThat(shown(tracker)).containsExactly(LISTED);
        denied.set(InfoHashSet.of(List.of()));
        allowed.set(InfoHashSet.of(List.of(OTHER)));
        assertThat(shown(tracker))
                .as("LISTED has a peer, and is allowed no more")
                .containsExactly(OTHER);
        allowed.set(InfoHashSet.of(List.of(InfoHash.of(1, 2, 3))));
        assertThat(shown(tracker)).isEmpty();
    }

    private static List<InfoHash> shown(Tracker tracker) {
        ScrapeBatch all = new ScrapeBatch();
        assertThat(tracker.scrapeAll(all)).isSameAs(all.done());
        List<InfoHash> shown = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (all.known(i)) {
                assertThat(all.complete(i) + all.incomplete(i)).isEqualTo(1);
                shown.add(all.infoHash(i));
            }
        }
        return shown;
    }

    @Test
    void torrentWithoutAPeerIsKnownInAScrapeWhereItIsListed() {
        InfoHashSet list = InfoHashSet.of(List.of(LISTED));
        assertThat(knownInAScrape(TorrentAccess.allow(() -> list))).containsExactly(true, false);
        assertThat(knownInAScrape(TorrentAccess.serving(list::contains))).containsExactly(true, false);
        assertThat(knownInAScrape(TorrentAccess.deny(() -> list))).containsExactly(false, false);
        assertThat(knownInAScrape(TorrentAccess.allow(() -> list), TorrentAccess.deny(() -> list)))
                .containsExactly(false, false);
        assertThat(knownInAScrape(TorrentAccess.deny(() -> list), TorrentAccess.allow(() -> list)))
                .containsExactly(false, false);
    }

    private static List<Boolean> knownInAScrape(TorrentAccess... access) {
        TrackerBuilder builder =
                Tracker.builder().store(MemorySwarmStore.builder().build());
        for (TorrentAccess each : access) {
            builder.interceptor(each);
        }
        ScrapeBatch batch = new ScrapeBatch().add(LISTED).add(OTHER);
        assertThat(builder.build().scrape(batch)).isCompleted();
        assertThat(batch.complete(0) + batch.incomplete(0) + batch.downloaded(0))
                .isZero();
        return List.of(batch.known(0), batch.known(1));
    }

    private static Tracker tracker(TorrentAccess access) {
        return Tracker.builder()
                .store(MemorySwarmStore.builder().build())
                .interceptor(access)
                .build();
    }

    private static Rejection announce(Tracker tracker, InfoHash infoHash) {
        AnnounceResponse response = new AnnounceResponse();
        AnnounceRequest request = new AnnounceRequest()
                .infoHash(infoHash)
                .source(AddressFamily.IPV6, 0x2a00000000000000L, 1)
                .port(1);
        assertThat(tracker.announce(request, response)).isSameAs(response.done());
        return response.rejection();
    }
}
