package io.github.tracker6.udp;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.InfoHash;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.Protocol;
import io.github.tracker6.engine.TrackerHandler;
import io.github.tracker6.store.InfoHashes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A tracker whose answers a test sets. It remembers the last announce. */
final class ScriptedTracker implements TrackerHandler {
    /** A copy of an announce: the request itself is used again. */
    record ReceivedAnnounce(
            String infoHash,
            String peerId,
            long key,
            String source,
            long left,
            long downloaded,
            long uploaded,
            AnnounceEvent event,
            int numWant,
            int answerLimit,
            boolean bothFamilies,
            boolean lan,
            int claims,
            @Nullable String path,
            Protocol protocol) {
        static ReceivedAnnounce of(AnnounceRequest r) {
            return new ReceivedAnnounce(
                    r.infoHash().toString(),
                    HexFormat.of().formatHex(r.peerId()),
                    r.key(),
                    r.source().toString(),
                    r.left(),
                    r.downloaded(),
                    r.uploaded(),
                    r.event(),
                    r.numWant(),
                    r.answerLimit(),
                    r.bothFamilies(),
                    r.lan(),
                    r.claims().size(),
                    r.path(),
                    r.protocol());
        }
    }

    volatile @Nullable ReceivedAnnounce lastAnnounce;
    private final AtomicInteger announces = new AtomicInteger();
    volatile int lastScrapeSize = -1;
    volatile List<String> prefetchedSwarms = List.of();
    Runnable onPrefetch = () -> {};

    BiFunction<AnnounceRequest, AnnounceResponse, CompletionStage<AnnounceResponse>> onAnnounce =
            (request, response) -> response.done();
    Function<ScrapeBatch, CompletionStage<ScrapeBatch>> onScrape = ScrapeBatch::done;

    /** Answers with counts and 300 peers of each family, more than a reply can hold. */
    static CompletionStage<AnnounceResponse> answerWithManyPeers(AnnounceRequest request, AnnounceResponse response) {
        response.intervalSeconds(1_800).counts(1, 2, 3);
        for (int i = 0; i < 300; i++) {
            response.peers(AddressFamily.IPV4).addIpv4(0xc0000200 + i, 6881);
            response.peers(AddressFamily.IPV6).addIpv6(0x2001_0db8_0000_0000L, i, 6881);
        }
        return response.done();
    }

    int announces() {
        return announces.get();
    }

    @Override
    public CompletionStage<AnnounceResponse> announce(AnnounceRequest request, AnnounceResponse response) {
        lastAnnounce = ReceivedAnnounce.of(request);
        announces.incrementAndGet();
        return onAnnounce.apply(request, response);
    }

    @Override
    public void prefetch(InfoHashes swarms) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < swarms.size(); i++) {
            names.add(InfoHash.of(swarms.head(i), swarms.middle(i), swarms.tail(i))
                    .toString());
        }
        prefetchedSwarms = names;
        onPrefetch.run();
    }

    @Override
    public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch) {
        lastScrapeSize = batch.size();
        return onScrape.apply(batch);
    }
}
