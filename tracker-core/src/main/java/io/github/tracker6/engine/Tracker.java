package io.github.tracker6.engine;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.PeerRole;
import io.github.tracker6.Rejection;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.address.AddressScope;
import io.github.tracker6.store.FullScrapeStore;
import io.github.tracker6.store.InfoHashes;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreTotals;
import io.github.tracker6.store.SwarmStore;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The announce engine: judges a request, derives the host's tag, asks the interceptors and the store, and fills the
 * answer. Knows no protocol; adapters and embedders call {@link #announce} and {@link #scrape}. Thread-safe.
 *
 * <p>The store belongs to whoever made it: {@link #close()} stops the tracker's housekeeping and leaves the store open.
 */
public final class Tracker implements TrackerHandler, AutoCloseable {
    /** Below so many peers an answer is short. */
    private static final int FEW_PEERS = 8;

    /** When a client comes back whose first answer over IPv4 held dual-stack hosts back, in seconds. */
    private static final int HELD_BACK_INTERVAL_SECONDS = 300;

    private final SwarmStore store;
    private final TrackerHandler chain;
    private final Listeners listeners;
    private final TrackerStats stats;
    private final AdoptionSeries adoption = new AdoptionSeries();
    private final @Nullable PinnedSeeds pinnedSeeds;
    private final Housekeeping housekeeping;
    private final SecondFamilyDelay secondFamilyDelay;
    private final HostHash hostHash;
    private final Clock clock;
    private final FamilyPolicy familyPolicy;
    private final int intervalSeconds;
    private final int numWantDefault;
    private final int numWantLimit;
    private final int fullScrapeLimit;

    Tracker(TrackerBuilder builder, SwarmStore store) {
        this.store = store;
        this.stats = new TrackerStats();
        this.listeners = new Listeners(builder.listeners, stats);
        this.clock = builder.clock;
        this.housekeeping = new Housekeeping(store, clock, listeners, stats, adoption);
        this.secondFamilyDelay = new SecondFamilyDelay(store, clock, builder.secondFamilyDelay);
        this.hostHash = new HostHash(store, builder.hostKey);
        this.familyPolicy = builder.familyPolicy;
        this.pinnedSeeds = builder.pinnedSeeds;
        this.intervalSeconds = Math.toIntExact(builder.interval.toSeconds());
        this.numWantDefault = builder.numWantDefault;
        this.numWantLimit = builder.numWantLimit;
        this.fullScrapeLimit = builder.fullScrapeLimit;
        this.chain = chain(builder.interceptors, new StoreHandler());
    }

    /** Returns a builder with every default. */
    public static TrackerBuilder builder() {
        return new TrackerBuilder();
    }

    /**
     * Starts the housekeeping, one daemon thread that wakes about once a second, and another one for
     * {@link TrackerBuilder#secondFamilyDelay}. Without it expired endpoints are never handed out either, but stay in memory until
     * their swarm is asked for, and no answer waits. Idempotent.
     *
     * @return this
     */
    public Tracker start() {
        housekeeping.start();
        secondFamilyDelay.start();
        return this;
    }

    @Override
    public CompletionStage<AnnounceResponse> announce(AnnounceRequest request, AnnounceResponse response) {
        response.intervalSeconds(intervalSeconds);
        CompletionStage<AnnounceResponse> stage = chain.announce(request, response);
        if (stage == response.done()) {
            recordOutcome(request, response);
            return stage;
        }
        return stage.whenComplete((answer, failure) -> {
            if (failure == null) {
                recordOutcome(request, response);
            } else {
                stats.failed();
            }
        });
    }

    /** Answers an announce with a new response. */
    public CompletionStage<AnnounceResponse> announce(AnnounceRequest request) {
        return announce(request, new AnnounceResponse());
    }

    @Override
    public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch) {
        return recordOutcome(batch, chain.scrape(batch));
    }

    @Override
    public void prefetch(InfoHashes swarms) {
        store.prefetch(swarms);
    }

    /** Returns whether a scrape without info hashes is answered, see {@link TrackerBuilder#fullScrapeLimit}. */
    @Override
    public boolean answersFullScrape() {
        return fullScrapeLimit > 0;
    }

    /**
     * Answers a scrape without info hashes. Interceptors are not asked: the operator who turns it on shows every swarm.
     *
     * @return completes with {@code batch}; refused where a full scrape is off
     */
    @Override
    public CompletionStage<ScrapeBatch> scrapeAll(ScrapeBatch batch) {
        if (fullScrapeLimit == 0 || !(store instanceof FullScrapeStore lister)) {
            return batch.reject(Rejection.FULL_SCRAPE_REFUSED);
        }
        return recordOutcome(batch, lister.scrapeAll(batch, fullScrapeLimit, clock.millis()));
    }

    /** Returns how many announces of what kind there were. A live view. */
    public TrackerStats stats() {
        return stats;
    }

    /** Returns figures over all swarms. */
    public StoreTotals totals() {
        return store.totals();
    }

    /** Returns how many hosts had which families, over the time that this tracker was {@linkplain #start() started}. */
    public AdoptionSeries adoption() {
        return adoption;
    }

    /** Returns the interval that clients are told, in seconds. */
    @Override
    public int intervalSeconds() {
        return intervalSeconds;
    }

    /** Stops the housekeeping and gives the answers that wait; the store stays open. Idempotent. */
    @Override
    public void close() {
        secondFamilyDelay.close();
        housekeeping.close();
    }

    private void recordOutcome(AnnounceRequest request, AnnounceResponse response) {
        Rejection rejection = response.rejection();
        if (rejection == null) {
            stats.announced(request.sourceFamily(), request.event());
            listeners.announced(request, response);
        } else {
            stats.refused(rejection.reason());
            listeners.refused(request, rejection);
        }
    }

    private CompletionStage<ScrapeBatch> recordOutcome(ScrapeBatch batch, CompletionStage<ScrapeBatch> stage) {
        if (stage == batch.done()) {
            listeners.scraped(batch);
            return stage;
        }
        return stage.whenComplete((answer, failure) -> {
            if (failure == null) {
                listeners.scraped(batch);
            } else {
                stats.failed();
            }
        });
    }

    private static TrackerHandler chain(List<TrackerInterceptor> interceptors, TrackerHandler last) {
        TrackerHandler handler = last;
        for (int i = interceptors.size() - 1; i >= 0; i--) {
            handler = new InterceptedHandler(interceptors.get(i), handler);
        }
        return handler;
    }

    private record InterceptedHandler(TrackerInterceptor interceptor, TrackerHandler next) implements TrackerHandler {
        @Override
        public CompletionStage<AnnounceResponse> announce(AnnounceRequest request, AnnounceResponse response) {
            return interceptor.announce(request, response, next);
        }

        @Override
        public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch) {
            return interceptor.scrape(batch, next);
        }
    }

    /** The end of the chain: what passed the interceptors is checked and goes to the store. */
    private final class StoreHandler implements TrackerHandler {
        @Override
        public CompletionStage<AnnounceResponse> announce(AnnounceRequest request, AnnounceResponse response) {
            Rejection refusal = refusal(request);
            if (refusal != null) {
                return response.reject(refusal);
            }
            boolean stopped = request.event() == AnnounceEvent.STOPPED;
            PeerUpdate update = request.update
                    .infoHash(request.hashHead(), request.hashMiddle(), request.hashTail())
                    .endpoint(request.sourceFamily(), request.sourceHigh(), request.sourceLow(), request.port())
                    .hostTag(hostTag(request))
                    .role(role(request))
                    .stopped(stopped)
                    .completed(request.event() == AnnounceEvent.COMPLETED && request.left() == 0)
                    .numWant(stopped ? 0 : numWant(request))
                    .policy(familyPolicy)
                    .bothFamilies(request.bothFamilies())
                    .claimsOtherFamily(claimsOtherFamily(request))
                    .stalled(isStalled(request))
                    .repeated(false)
                    .nowMillis(clock.millis());
            boolean joins = request.event() == AnnounceEvent.STARTED;
            CompletionStage<AnnounceResponse> stage = secondFamilyDelay.announce(update, response);
            if (stage == response.done()) {
                complete(update, joins, response);
                return stage;
            }
            return stage.thenApply(answer -> {
                complete(update, joins, answer);
                return answer;
            });
        }

        @Override
        public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch) {
            return store.scrape(batch, clock.millis());
        }
    }

    /** Adds what the store does not know of to an answer. */
    private void complete(PeerUpdate update, boolean joins, AnnounceResponse response) {
        if (joins && holdsBack(update, response)) {
            response.intervalSeconds(Math.min(response.intervalSeconds(), HELD_BACK_INTERVAL_SECONDS));
        }
        if (pinnedSeeds != null) {
            pinnedSeeds.addTo(update, response);
        }
    }

    /** Whether an answer over IPv4 is short because dual-stack hosts, which the requester can reach over IPv6, are left out. */
    private static boolean holdsBack(PeerUpdate update, AnnounceResponse response) {
        int told = response.peers4().size();
        int others = response.complete() + response.incomplete() - 1;
        boolean claims = update.bothFamilies() && update.claimsOtherFamily();
        return response.dualStack()
                && !claims
                && update.policy() == FamilyPolicy.IPV6_FIRST
                && update.family() == AddressFamily.IPV4
                && told < Math.min(FEW_PEERS, Math.min(update.numWant(), others));
    }

    /** Whether a client that joined a while ago says that nothing came, or left, since. */
    private static boolean isStalled(AnnounceRequest request) {
        boolean regular = request.event() == AnnounceEvent.NONE || request.event() == AnnounceEvent.PAUSED;
        long moved = request.left() == 0 ? request.uploaded() : request.downloaded();
        return regular && moved == 0;
    }

    private static @Nullable Rejection refusal(AnnounceRequest request) {
        if (request.port() == 0 && request.event() != AnnounceEvent.STOPPED) {
            return Rejection.malformed("port is missing or 0");
        }
        AddressScope scope = AddressScope.of(request.sourceFamily(), request.sourceHigh(), request.sourceLow());
        return admits(request, scope) ? null : Rejection.ADDRESS_REFUSED;
    }

    private long hostTag(AnnounceRequest request) {
        return request.linkWords() ? hostHash.hash(request.linkWords) : 0;
    }

    private static PeerRole role(AnnounceRequest request) {
        if (request.left() == 0) {
            return PeerRole.SEEDER;
        }
        return request.event() == AnnounceEvent.PAUSED ? PeerRole.PARTIAL_SEED : PeerRole.DOWNLOADER;
    }

    private int numWant(AnnounceRequest request) {
        int wanted = request.numWant() < 0 ? numWantDefault : request.numWant();
        return Math.min(Math.min(wanted, numWantLimit), request.answerLimit());
    }

    /** A claim is plausible when it names a usable, untunnelled address of the family that was not seen. */
    private static boolean claimsOtherFamily(AnnounceRequest request) {
        if (!request.hasClaims()) {
            return false;
        }
        AddressFamily other = request.sourceFamily().other();
        for (Endpoint claim : request.rawClaims()) {
            if (claim.family() == other
                    && admits(request, AddressScope.of(claim))
                    && !AddressScope.isTunnel(claim.family(), claim.addressHigh())) {
                return true;
            }
        }
        return false;
    }

    private static boolean admits(AnnounceRequest request, AddressScope scope) {
        return request.lan() ? scope != AddressScope.UNUSABLE : scope == AddressScope.GLOBAL;
    }
}
