package io.github.tracker6.redis;

import io.github.tracker6.store.StoreException;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds what the nodes agreed on, as soon as Redis can be asked, or writes it down. Thread-safe. */
@SuppressWarnings("FutureReturnValueIgnored") // what follows a call sees to its failure
final class Opening {
    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);

    private final RedisLink link;
    private final RedisStoreOptions options;
    private final byte[] key;
    private final CompletableFuture<Session> session = new CompletableFuture<>();
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile @Nullable Session current;
    private volatile StoreException absence =
            RedisStoreException.of(RedisTrouble.DISCONNECTED, "not connected yet", null);

    Opening(RedisLink link, RedisStoreOptions options) {
        this.link = link;
        this.options = options;
        this.key = SwarmKeys.agreement(options.keyPrefix());
        link.connected().thenRun(this::ask);
    }

    /** Completes when the nodes' agreement is known; with an {@link IllegalStateException} where this one does not fit. */
    CompletionStage<Session> session() {
        return session;
    }

    /** Returns the session, or null where it is not known yet, in which case it is asked for again. */
    @Nullable
    Session current() {
        Session known = current;
        if (known == null && link.trouble() == null && !session.isDone()) {
            ask();
        }
        return known;
    }

    /** Returns why there is no session. */
    StoreException absence() {
        StoreException trouble = link.trouble();
        return trouble != null ? trouble : absence;
    }

    /**
     * Writes down again what was agreed on where Redis lost it, and takes over what another node wrote down instead.
     * Completes with the session, or with null where this node does not fit any more.
     */
    CompletionStage<@Nullable Session> confirm(Session known) {
        byte[] bytes = known.agreement().toBytes();
        return link.send(RedisCall.get(key)).thenCompose(stored -> {
            if (stored == null) {
                return link.send(write(bytes)).thenApply(ok -> known);
            }
            if (!Arrays.equals(stored, bytes)) {
                adopt(stored);
            }
            return CompletableFuture.completedFuture(current);
        });
    }

    private void adopt(byte[] bytes) {
        try {
            current = new Session(link, Agreement.parse(bytes, options.peerTtl()), options);
            LOG.warn("Redis lost what the trackers on it agreed on; this one goes by what another wrote down since");
        } catch (RuntimeException e) {
            absence = new StoreException(String.valueOf(e.getMessage()), e);
            current = null;
            LOG.error("This tracker serves nothing any more: {}", e.getMessage());
        }
    }

    private RedisCall<String> write(byte[] agreement) {
        return RedisCall.of(
                CommandType.SET,
                () -> new StatusOutput<>(ByteArrayCodec.INSTANCE),
                key,
                agreement,
                "NX".getBytes(StandardCharsets.US_ASCII));
    }

    private void ask() {
        if (!asking.compareAndSet(false, true)) {
            return;
        }
        link.send(RedisCall.get(key)).whenComplete((bytes, failure) -> {
            if (failure != null) {
                failed(failure);
            } else if (bytes == null) {
                propose();
            } else {
                agree(bytes);
            }
        });
    }

    private void propose() {
        byte[] proposal = Agreement.propose(options.tags(), options.peerTtl(), new SecureRandom())
                .toBytes();
        link.send(write(proposal)).whenComplete((ok, failure) -> {
            if (failure != null) {
                failed(failure);
            } else if (ok != null) {
                agree(proposal);
            } else {
                // Another node was first.
                asking.set(false);
                ask();
            }
        });
    }

    private void agree(byte[] bytes) {
        try {
            Session made = new Session(link, Agreement.parse(bytes, options.peerTtl()), options);
            current = made;
            session.complete(made);
        } catch (RuntimeException e) {
            absence = new StoreException(String.valueOf(e.getMessage()), e);
            session.completeExceptionally(e);
        }
    }

    private void failed(Throwable failure) {
        absence = RedisStoreException.of(failure);
        asking.set(false);
    }
}
