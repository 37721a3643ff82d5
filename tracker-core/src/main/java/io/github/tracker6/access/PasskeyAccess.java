package io.github.tracker6.access;

import com.google.common.base.Ticker;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.InfoHash;
import io.github.tracker6.Rejection;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.TrackerHandler;
import io.github.tracker6.engine.TrackerInterceptor;
import io.github.tracker6.internal.UrlSecret;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves only requests whose URL holds a passkey that is known, and only the torrents that the passkey is for. Thread-safe.
 *
 * <p>Where the passkey is read from, percent-encoded or not:
 *
 * <ul>
 *   <li>the path, in front of its last segment: {@code /KEY/announce}, {@code /any/prefix/KEY/announce}; a scrape's is
 *       {@code /KEY/scrape}
 *   <li>the query: {@code /announce?passkey=KEY}, {@code /scrape?passkey=KEY}. It counts before the path
 *   <li>over UDP the URL data of an announce (BEP 41), in both forms. A scrape over UDP has no URL data (BEP 15), so it is
 *       refused
 * </ul>
 *
 * <p>A request without a passkey or with an unknown one is refused with {@link #UNKNOWN_PASSKEY}, also if it is a {@code
 * stopped}; a torrent that the passkey is not for, with {@link Rejection#NOT_SERVED}. In a scrape such a torrent is unknown.
 * A scrape of all torrents is refused: its answer is the same for everyone. A passkey is hashed at once; it is in no log,
 * text or meter. Both families of a host send the same URL, and each request is judged by itself.
 *
 * <p>Register it before other interceptors, so that they see no request that is refused.
 *
 * @since 0.1.0
 */
public final class PasskeyAccess implements TrackerInterceptor {
    /** The refusal of a request without a known passkey. */
    public static final Rejection UNKNOWN_PASSKEY = Rejection.forbidden("Unknown passkey");

    /** How long {@link #lookUpLater} waits for one answer: 5 seconds, less than a tracker's {@code requestTimeout}. */
    public static final Duration LOOK_UP_LIMIT = Duration.ofSeconds(5);

    private final Finder finder;

    /** Returns the torrents of a passkey at once, or a stage in their place. */
    private interface Finder {
        CompletableFuture<Optional<Predicate<InfoHash>>> find(PasskeyHash passkey);
    }

    private PasskeyAccess(Finder finder) {
        this.finder = finder;
    }

    /**
     * Returns an interceptor that knows the passkeys of a set, such as a {@link PasskeyFile}.
     *
     * @param passkeys called for each request, so the set may change at any time
     */
    public static PasskeyAccess of(Supplier<PasskeySet> passkeys) {
        Objects.requireNonNull(passkeys, "passkeys");
        return lookUp(hash -> passkeys.get().find(hash));
    }

    /**
     * Returns an interceptor that asks for the torrents of each passkey, and gets the answer at once.
     *
     * @param lookUp gets the hash of a passkey; returns which torrents it is for, or empty if it is unknown. Thread-safe and
     *     quick: it is called on the adapter's thread. So is the predicate
     */
    public static PasskeyAccess lookUp(Function<PasskeyHash, Optional<Predicate<InfoHash>>> lookUp) {
        Objects.requireNonNull(lookUp, "lookUp");
        return new PasskeyAccess(hash -> CompletableFuture.completedFuture(lookUp.apply(hash)));
    }

    /**
     * Returns an interceptor that asks for the torrents of a passkey, and gets the answer later, as from a database. It keeps
     * answers, also that a passkey is unknown. Requests for a passkey that is looked up share the answer. If the look-up fails or
     * takes longer than {@link #LOOK_UP_LIMIT}, or if 10,000 other passkeys are looked up, the requests that wait fail with {@link
     * Rejection#UNAVAILABLE}, and the next one asks again.
     *
     * @param lookUp gets the hash of a passkey; its stage completes with which torrents the passkey is for, or empty if it is
     *     unknown. Thread-safe, must not block. The request goes on on the thread that completes the stage
     * @param keep how long an answer is used, 0 or more. So long a revoked passkey stays valid, and a new one that was asked for
     *     too early stays unknown
     * @param maxKept how many passkeys are kept, 0 or more, and an eighth as many unknown ones beside them
     * @throws IllegalArgumentException if a number is out of range
     */
    public static PasskeyAccess lookUpLater(
            Function<PasskeyHash, ? extends CompletionStage<Optional<Predicate<InfoHash>>>> lookUp,
            Duration keep,
            int maxKept) {
        return lookUpLater(lookUp, keep, maxKept, LOOK_UP_LIMIT, Ticker.systemTicker());
    }

    static PasskeyAccess lookUpLater(
            Function<PasskeyHash, ? extends CompletionStage<Optional<Predicate<InfoHash>>>> lookUp,
            Duration keep,
            int maxKept,
            Duration limit,
            Ticker ticker) {
        return new PasskeyAccess(new PasskeyAnswers(lookUp, keep, maxKept, limit, ticker)::find);
    }

    @Override
    public CompletionStage<AnnounceResponse> announce(
            AnnounceRequest request, AnnounceResponse response, TrackerHandler next) {
        PasskeyHash passkey = passkey(request.passkey(), request.path());
        if (passkey == null) {
            return response.reject(UNKNOWN_PASSKEY);
        }
        CompletableFuture<Optional<Predicate<InfoHash>>> found = finder.find(passkey);
        return isThere(found)
                ? announce(request, response, next, found.join())
                : found.thenCompose(torrents -> announce(request, response, next, torrents));
    }

    private static CompletionStage<AnnounceResponse> announce(
            AnnounceRequest request,
            AnnounceResponse response,
            TrackerHandler next,
            Optional<Predicate<InfoHash>> torrents) {
        if (torrents.isEmpty()) {
            return response.reject(UNKNOWN_PASSKEY);
        }
        return torrents.get().test(request.infoHash())
                ? next.announce(request, response)
                : response.reject(Rejection.NOT_SERVED);
    }

    @Override
    public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, TrackerHandler next) {
        PasskeyHash passkey = passkey(batch.passkey(), batch.path());
        if (passkey == null) {
            return batch.reject(UNKNOWN_PASSKEY);
        }
        CompletableFuture<Optional<Predicate<InfoHash>>> found = finder.find(passkey);
        return isThere(found)
                ? scrape(batch, next, found.join())
                : found.thenCompose(torrents -> scrape(batch, next, torrents));
    }

    private static CompletionStage<ScrapeBatch> scrape(
            ScrapeBatch batch, TrackerHandler next, Optional<Predicate<InfoHash>> torrents) {
        if (torrents.isEmpty()) {
            return batch.reject(UNKNOWN_PASSKEY);
        }
        for (int i = 0; i < batch.size(); i++) {
            if (!torrents.get().test(batch.infoHash(i))) {
                batch.hide(i);
            }
        }
        return next.scrape(batch);
    }

    private static @Nullable PasskeyHash passkey(@Nullable String parameter, @Nullable String path) {
        String passkey = UrlSecret.of(parameter, path);
        return passkey == null ? null : PasskeyHash.ofLatin1(passkey);
    }

    private static boolean isThere(CompletableFuture<?> found) {
        return found.isDone() && !found.isCompletedExceptionally();
    }
}
