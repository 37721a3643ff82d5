package io.github.tracker6.access;

import com.google.common.base.Ticker;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.github.tracker6.InfoHash;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/** Asks for the torrents of passkeys, once for all that wait, and keeps the answers for a while. Thread-safe. */
final class PasskeyAnswers {
    /** Clients can make up passkeys: more are not asked for at a time. */
    static final int MAX_UNDER_WAY = 10_000;

    /** How many known passkeys are kept for each unknown one. They have room of their own, so made-up ones push out no user. */
    private static final int KNOWN_PER_UNKNOWN = 8;

    private final Function<PasskeyHash, ? extends CompletionStage<Optional<Predicate<InfoHash>>>> lookUp;
    private final Map<PasskeyHash, CompletableFuture<Optional<Predicate<InfoHash>>>> underWay =
            new ConcurrentHashMap<>();
    private final Cache<PasskeyHash, CompletableFuture<Optional<Predicate<InfoHash>>>> known;
    private final Cache<PasskeyHash, CompletableFuture<Optional<Predicate<InfoHash>>>> unknown;
    private final Duration limit;

    PasskeyAnswers(
            Function<PasskeyHash, ? extends CompletionStage<Optional<Predicate<InfoHash>>>> lookUp,
            Duration keep,
            int maxKept,
            Duration limit,
            Ticker ticker) {
        this.lookUp = Objects.requireNonNull(lookUp, "lookUp");
        this.limit = limit;
        if (keep.isNegative()) {
            throw new IllegalArgumentException("keep " + keep + " is negative");
        }
        if (maxKept < 0) {
            throw new IllegalArgumentException("maxKept " + maxKept + " is negative");
        }
        known = cache(keep, maxKept, ticker);
        unknown = cache(keep, (int) Math.ceil(maxKept / (double) KNOWN_PER_UNKNOWN), ticker);
    }

    private static Cache<PasskeyHash, CompletableFuture<Optional<Predicate<InfoHash>>>> cache(
            Duration keep, int size, Ticker ticker) {
        return CacheBuilder.newBuilder()
                .ticker(ticker)
                .expireAfterWrite(keep)
                .maximumSize(size)
                .build();
    }

    /** Returns the answer, which may be under way for another request. */
    CompletableFuture<Optional<Predicate<InfoHash>>> find(PasskeyHash passkey) {
        CompletableFuture<Optional<Predicate<InfoHash>>> kept = known.getIfPresent(passkey);
        if (kept == null) {
            kept = unknown.getIfPresent(passkey);
        }
        if (kept != null) {
            return kept;
        }
        if (underWay.size() >= MAX_UNDER_WAY) {
            return CompletableFuture.failedFuture(
                    new RejectedExecutionException(MAX_UNDER_WAY + " passkeys are looked up already"));
        }
        CompletableFuture<Optional<Predicate<InfoHash>>> answer = new CompletableFuture<>();
        CompletableFuture<Optional<Predicate<InfoHash>>> first = underWay.putIfAbsent(passkey, answer);
        if (first != null) {
            return first;
        }
        ask(passkey, answer);
        return answer;
    }

    private void ask(PasskeyHash passkey, CompletableFuture<Optional<Predicate<InfoHash>>> answer) {
        CompletableFuture<Optional<Predicate<InfoHash>>> found = new CompletableFuture<>();
        // It is taken off what is under way first: a request that asks again after a failure is a new question.
        var unused = found.whenComplete((torrents, failure) -> {
            if (failure == null) {
                keep(passkey, torrents);
            }
            underWay.remove(passkey);
            if (failure == null) {
                answer.complete(torrents);
            } else {
                answer.completeExceptionally(failure);
            }
        });
        try {
            var unusedStage = lookUp.apply(passkey).whenComplete((torrents, failure) -> {
                if (failure != null) {
                    found.completeExceptionally(failure);
                } else if (torrents == null) {
                    found.completeExceptionally(new NullPointerException("the look-up completed with null"));
                } else {
                    found.complete(torrents);
                }
            });
        } catch (Throwable e) { // an executor that takes no more, for one
            found.completeExceptionally(e);
            return;
        }
        if (!found.isDone()) {
            var unusedTimer = found.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void keep(PasskeyHash passkey, Optional<Predicate<InfoHash>> torrents) {
        (torrents.isPresent() ? known : unknown).put(passkey, CompletableFuture.completedFuture(torrents));
    }
}
