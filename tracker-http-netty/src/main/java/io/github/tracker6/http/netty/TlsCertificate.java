package io.github.tracker6.http.netty;

import io.github.tracker6.health.Health;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A certificate chain and its private key, in PEM files that may be replaced while servers use them. TLS 1.2 and 1.3 by the
 * JDK's provider, with ALPN for {@code http/1.1} (RFC 7301). Connections that are open keep the certificate with which they
 * began; new ones get the one that is in force.
 *
 * <p>A server looks at the files every 2 seconds, see {@link #refresh()}. An embedding application that gets a signal calls
 * {@link #reload()}. Files that cannot be used leave the certificate before in force. One instance can serve several servers.
 * Thread-safe.
 *
 * <p>The JDK lets a TLS 1.2 client ask for new handshakes over one connection again and again, at the server's cost. An
 * embedding application should set the system property {@code jdk.tls.rejectClientInitiatedRenegotiation} to {@code true}
 * before it uses TLS.
 *
 * @since 0.1.0
 */
public final class TlsCertificate {
    private static final Logger LOG = LoggerFactory.getLogger(TlsCertificate.class);
    private static final long CLOSE_MILLIS = 1_000;
    private static final long STILL_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final Duration NEAR_END = Duration.ofDays(14);
    private static final long RETRY_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final ApplicationProtocolConfig ALPN = new ApplicationProtocolConfig(
            Protocol.ALPN,
            SelectorFailureBehavior.NO_ADVERTISE,
            SelectedListenerFailureBehavior.ACCEPT,
            ApplicationProtocolNames.HTTP_1_1);

    private volatile Path chainFile;
    private Path keyFile;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private FileLook seen;
    private long seenSinceNanos;
    private FileLook settled;
    /** What was wrong with the files at the last reload; null if nothing was. */
    private volatile @Nullable String fault;

    private long faultNanos;
    private volatile InForce inForce;

    private record InForce(KeyPairChain pair, SslContext context) {}

    private TlsCertificate(
            Path chainFile, Path keyFile, Clock clock, LongSupplier nanoTime, FileLook look, InForce inForce) {
        this.chainFile = chainFile;
        this.keyFile = keyFile;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.seen = look;
        this.settled = look;
        this.inForce = inForce;
    }

    /**
     * Reads the files.
     *
     * @param chainFile holds the server's certificate, and behind it those of the authorities up to one that clients know
     * @param keyFile holds the private key of the first certificate, not encrypted: PKCS#8, PKCS#1 or SEC 1; RSA, EC or Ed25519.
     *     It can be the same file
     * @throws IOException if the files cannot be read or used, or the key is not that of the first certificate; the message
     *     is one line that begins with the file and says what to do. A certificate that is expired or not yet valid is
     *     taken with a warning in the log
     */
    public static TlsCertificate read(Path chainFile, Path keyFile) throws IOException {
        return read(chainFile, keyFile, Clock.systemUTC(), System::nanoTime);
    }

    /**
     * Reads the files, and keeps nothing: to see whether {@link #read} would take them. Logs nothing.
     *
     * @throws IOException as {@link #read}
     */
    public static void check(Path chainFile, Path keyFile) throws IOException {
        load(chainFile, keyFile);
    }

    static TlsCertificate read(Path chainFile, Path keyFile, Clock clock, LongSupplier nanoTime) throws IOException {
        FileLook look = FileLook.at(chainFile, keyFile);
        InForce first = load(chainFile, keyFile);
        String invalid = first.pair.faultAt(clock.instant());
        if (!invalid.isEmpty()) {
            LOG.warn("{}: {}; clients that check it will refuse it", chainFile, invalid);
        }
        return new TlsCertificate(chainFile, keyFile, clock, nanoTime, look, first);
    }

    private static InForce load(Path chainFile, Path keyFile) throws IOException {
        KeyPairChain pair = KeyPairChain.read(chainFile, keyFile);
        try {
            SslContext context = SslContextBuilder.forServer(pair.key(), pair.chain())
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .applicationProtocolConfig(ALPN)
                    .build();
            TrialHandshake.run(context);
            return new InForce(pair, context);
        } catch (SSLException | DecoderException | IllegalArgumentException e) {
            Throwable reason = e.getCause() == null ? e : e.getCause();
            throw new IOException(chainFile + ": Java's TLS does not take it: " + reason.getMessage(), e);
        }
    }

    /**
     * Looks at the files, and reads them if they changed and have been the same for 2 seconds. So a file that is being written
     * is read when it is complete. Files that could not be used are read again after a minute, even if they look the same.
     *
     * @return whether another certificate is in force now
     * @throws IOException as {@link #reload()}, if the message is not that of the last failure
     */
    public synchronized boolean refresh() throws IOException {
        FileLook now = FileLook.at(chainFile, keyFile);
        long nowNanos = nanoTime.getAsLong();
        if (!now.equals(seen)) {
            seen = now;
            seenSinceNanos = nowNanos;
            return false;
        }
        boolean changed = !now.equals(settled) && nowNanos - seenSinceNanos >= STILL_NANOS;
        boolean again = fault != null && nowNanos - faultNanos >= RETRY_NANOS;
        return (changed || again) && reloadUnlessReported();
    }

    private boolean reloadUnlessReported() throws IOException {
        String reported = fault;
        try {
            return reload();
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).equals(reported)) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Reads the files now.
     *
     * @return whether another certificate is in force now; false if the files hold the same one
     * @throws IOException as {@link #read}, and if the certificate is expired or not yet valid; the one before stays in force
     */
    public synchronized boolean reload() throws IOException {
        settled = FileLook.at(chainFile, keyFile);
        try {
            boolean replaced = replace(load(chainFile, keyFile));
            fault = null;
            return replaced;
        } catch (IOException e) {
            fault = String.valueOf(e.getMessage());
            faultNanos = nanoTime.getAsLong();
            throw e;
        }
    }

    private boolean replace(InForce next) throws IOException {
        if (next.pair.equals(inForce.pair)) {
            return false;
        }
        requireValid(chainFile, next);
        inForce = next;
        return true;
    }

    private void requireValid(Path file, InForce next) throws IOException {
        String invalid = next.pair.faultAt(clock.instant());
        if (!invalid.isEmpty()) {
            throw new IOException(file + ": " + invalid);
        }
    }

    /**
     * Reads other files, and takes nothing yet.
     *
     * @return puts their certificate in force for new connections; from then on these files are looked at in place of those
     *     before. It throws nothing
     * @throws IOException as {@link #read}, and if the certificate is expired or not yet valid
     */
    public Runnable prepare(Path chainFile, Path keyFile) throws IOException {
        FileLook look = FileLook.at(chainFile, keyFile);
        InForce next = load(chainFile, keyFile);
        requireValid(chainFile, next);
        return () -> take(chainFile, keyFile, look, next);
    }

    private synchronized void take(Path chainFile, Path keyFile, FileLook look, InForce next) {
        this.chainFile = chainFile;
        this.keyFile = keyFile;
        seen = look;
        seenSinceNanos = nanoTime.getAsLong();
        settled = look;
        fault = null;
        inForce = next;
    }

    /** Returns the file of the certificate chain. */
    public Path chainFile() {
        return chainFile;
    }

    /** Returns the DNS names and addresses for which the certificate in force is; its subject if it has none. */
    public List<String> names() {
        return inForce.pair.names();
    }

    /** Returns when the certificate in force expires. */
    public Instant notAfter() {
        return inForce.pair.notAfter();
    }

    /**
     * Returns how the certificate in force does: degraded where its files could not be used at the last look, where it expires
     * within 14 days, and where it is expired or not yet valid. It is never down: few clients check it, and the tracker
     * serves them. Does not wait.
     */
    public Health health() {
        Instant now = clock.instant();
        InForce current = inForce;
        String invalid = current.pair.faultAt(now);
        if (!invalid.isEmpty()) {
            return Health.degraded(invalid + "; clients that check it refuse it");
        }
        String lastFault = fault;
        if (lastFault != null) {
            return Health.degraded("the one before is in force: " + lastFault);
        }
        Instant end = current.pair.notAfter();
        return now.isAfter(end.minus(NEAR_END)) ? Health.degraded("it expires on " + end) : Health.UP;
    }

    /** Returns what ends the TLS of one connection. The deadlines of the connection end it if the client is slow. */
    SslHandler newHandler(ByteBufAllocator allocator) {
        SslHandler handler = inForce.context.newHandler(allocator);
        handler.setHandshakeTimeoutMillis(0);
        handler.setCloseNotifyFlushTimeoutMillis(CLOSE_MILLIS);
        return handler;
    }
}
