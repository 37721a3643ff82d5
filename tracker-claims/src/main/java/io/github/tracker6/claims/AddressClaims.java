package io.github.tracker6.claims;

import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.InfoHash;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.TrackerHandler;
import io.github.tracker6.engine.TrackerInterceptor;
import io.github.tracker6.health.Health;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Handles the addresses that clients claim to have ({@code &ipv4=}, {@code &ipv6=}; BEP 7), by a {@link ClaimPolicy}. A
 * claim names an endpoint of the other family than the announce came from.
 *
 * <p>Under {@code VERIFY} and {@code TRUST}, a claimed endpoint is published: it is announced on the client's behalf,
 * with the client's peer id and key, so that the tracker links it to the client's host. It is withdrawn when the host
 * stops or a later probe fails. These are not published:
 *
 * <ul>
 *   <li>a claim of a client without a key;
 *   <li>an endpoint that announces itself: an announced endpoint cannot be claimed by others;
 *   <li>a claim of a host that announces over both families, which needs none.
 * </ul>
 *
 * <p>The answer to the announce with the claim does not wait for the probe and contains nothing of its outcome. One
 * daemon thread handles the claims, from {@link #start()} to {@link #close()}. Before and after, claims have the same
 * effect as under {@code PAIR}. A failure of the tracker, the store or an embedder's code costs one claim and is
 * counted in {@link ClaimStats#failures()}.
 *
 * <p>Register it behind the interceptors that refuse announces or limit their rate: it sees only what they let through,
 * and its own announces do not pass them. A probe needs a route: a machine without IPv6 cannot verify IPv6 claims.
 * Trackers that share a store do not share what this object remembers. Thread-safe.
 *
 * @since 0.1.0
 */
public final class AddressClaims implements TrackerInterceptor, AutoCloseable {
    /** Entries for endpoints and for the families of hosts that have announced; 2 MiB. */
    private static final int OWN_ANNOUNCES = 1 << 18;

    private final ClaimOptions options;
    private final ClaimStats stats = new ClaimStats();
    private final ClaimAnnouncer announcer = new ClaimAnnouncer(stats);
    private final TableKeys keys;
    /** What announces itself needs no claim, and cannot be claimed by others. A forgotten entry costs one probe. */
    private final OwnAnnounces ownAnnounces;

    private final ClaimTable table;
    private volatile @Nullable ProbeLoop<Claim> loop;
    private boolean closed;

    AddressClaims(ClaimOptions options) {
        this.options = options;
        this.keys = new TableKeys(options.random());
        this.ownAnnounces =
                new OwnAnnounces(publishes() ? OWN_ANNOUNCES : OwnAnnounces.MIN_CAPACITY, options.peerTtl());
        this.table = new ClaimTable(options.maxHosts(), options.peerTtl());
    }

    /** Returns a builder with every default. */
    public static AddressClaimsBuilder builder() {
        return new AddressClaimsBuilder();
    }

    /**
     * Starts the thread that handles claims, under {@code VERIFY} and {@code TRUST}. Does nothing under another policy,
     * if the thread runs, and after {@link #close()}.
     *
     * @return this
     * @throws UncheckedIOException if the system has no file descriptors left
     */
    public synchronized AddressClaims start() {
        if (publishes() && loop == null && !closed) {
            try {
                loop = startLoop();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return this;
    }

    private ProbeLoop<Claim> startLoop() throws IOException {
        ProbeSelector selector =
                ProbeSelector.open(options.connectTimeout(), options.probeTimeout(), options.random(), null);
        try {
            ClaimProcessor processor =
                    new ClaimProcessor(options, keys, ownAnnounces, table, selector, stats, announcer);
            ProbeLoop<Claim> started = new ProbeLoop<>("tracker6-claims", selector, processor);
            started.start();
            return started;
        } catch (Throwable e) {
            selector.close();
            throw e;
        }
    }

    /** Returns the policy. */
    public ClaimPolicy policy() {
        return options.policy();
    }

    /** Returns the counters of claims and probes. A live view. */
    public ClaimStats stats() {
        return stats;
    }

    /** Returns how the claims do: degraded if their thread has ended although nothing closed it. Does not wait. */
    public Health health() {
        ProbeLoop<Claim> running = loop;
        return running == null || running.isAlive()
                ? Health.UP
                : Health.degraded("the thread has ended: no claim is handled");
    }

    /** Returns how many hosts have an endpoint that is published by a claim now. */
    public int publishedHosts() {
        return table.size();
    }

    @Override
    public CompletionStage<AnnounceResponse> announce(
            AnnounceRequest request, AnnounceResponse response, TrackerHandler next) {
        if (options.policy() == ClaimPolicy.IGNORE) {
            request.clearClaims();
        }
        ProbeLoop<Claim> running = loop;
        CompletionStage<AnnounceResponse> stage = next.announce(request, response);
        if (running == null) {
            return stage;
        }
        if (stage == response.done()) {
            takeClaims(request, response, next, running);
            return stage;
        }
        return stage.whenComplete((answer, failure) -> {
            if (failure == null) {
                takeClaims(request, response, next, running);
            }
        });
    }

    /** Ends the thread and all probes. Published endpoints expire unless their hosts announce them. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        ProbeLoop<Claim> running = loop;
        loop = null;
        if (running != null) {
            running.close();
        }
    }

    private boolean publishes() {
        return options.policy() == ClaimPolicy.VERIFY || options.policy() == ClaimPolicy.TRUST;
    }

    /**
     * Takes the claims of an announce that the tracker answered. Never throws: the client gets its answer in any case.
     */
    private void takeClaims(
            AnnounceRequest request, AnnounceResponse response, TrackerHandler next, ProbeLoop<Claim> running) {
        if (response.rejection() != null) {
            return;
        }
        try {
            offerClaims(request, next, running);
        } catch (Throwable e) {
            announcer.recordFailure(e);
        }
    }

    private void offerClaims(AnnounceRequest request, TrackerHandler next, ProbeLoop<Claim> running) {
        boolean stopped = request.event() == AnnounceEvent.STOPPED;
        boolean claims = !request.claims().isEmpty() && !stopped;
        InfoHash infoHash = request.infoHash();
        if (!options.torrents().test(infoHash)) {
            refuse(claims, request, ClaimRefusal.TORRENT);
            return;
        }
        remember(keys.endpoint(infoHash, request.source()), stopped);
        if (!request.hasSecretKey()) {
            refuse(claims, request, ClaimRefusal.NO_KEY);
            return;
        }
        Claim claim = new Claim(request, next, keys);
        remember(keys.familyOfHost(claim.host(), request.sourceFamily()), stopped);
        if ((claims || stopped) && !running.offer(claim)) {
            stats.countRefusal(ClaimRefusal.QUEUE_FULL);
        }
    }

    private void refuse(boolean claims, AnnounceRequest request, ClaimRefusal reason) {
        if (claims) {
            announcer.recordRefusal(request.source(), request.infoHash(), reason);
        }
    }

    private void remember(long key, boolean stopped) {
        if (stopped) {
            ownAnnounces.remove(key);
        } else {
            ownAnnounces.noteAnnounce(key, options.clock().millis());
        }
    }
}
