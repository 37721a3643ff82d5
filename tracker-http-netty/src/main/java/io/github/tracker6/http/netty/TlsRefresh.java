package io.github.tracker6.http.netty;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every 2 seconds, on a thread of its own, whether the files of a certificate changed. Warns once a day in the last
 * week before the certificate expires.
 */
final class TlsRefresh implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TlsCertificate.class);
    private static final long PERIOD_MILLIS = 2_000;
    private static final Duration LAST_WEEK = Duration.ofDays(7);
    private static final Duration DAY = Duration.ofDays(1);

    private final TlsCertificate certificate;
    private final ScheduledExecutorService executor =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("tracker6-http-tls", true));
    private Instant nextWarning;

    private TlsRefresh(TlsCertificate certificate) {
        this.certificate = certificate;
        Instant now = Instant.now();
        boolean expired = now.isAfter(certificate.notAfter());
        this.nextWarning = expired ? now.plus(DAY) : Instant.MIN; // reading an expired one is a warning already
    }

    static TlsRefresh start(TlsCertificate certificate) {
        TlsRefresh refresh = new TlsRefresh(certificate);
        var unused = refresh.executor.scheduleWithFixedDelay(refresh::look, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        return refresh;
    }

    /** Survives every failure: the files are looked at for as long as the server runs. */
    private void look() {
        try {
            if (certificate.refresh()) {
                LOG.info(
                        "Read {} again: new connections get a certificate that is valid until {}",
                        certificate.chainFile(),
                        certificate.notAfter());
                nextWarning = Instant.MIN;
            }
        } catch (IOException e) {
            LOG.warn("The TLS certificate was not replaced; the one before stays in force: {}", e.getMessage());
        } catch (Throwable e) {
            LOG.warn("The TLS certificate was not looked at; the one before stays in force", e);
        }
        warnOfItsEnd(Instant.now());
    }

    private void warnOfItsEnd(Instant now) {
        Instant end = certificate.notAfter();
        if (now.isAfter(end.minus(LAST_WEEK)) && now.isAfter(nextWarning)) {
            nextWarning = now.plus(DAY);
            String message =
                    now.isAfter(end) ? "{}: the certificate expired on {}" : "{}: the certificate expires on {}";
            LOG.warn(message, certificate.chainFile(), end);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
