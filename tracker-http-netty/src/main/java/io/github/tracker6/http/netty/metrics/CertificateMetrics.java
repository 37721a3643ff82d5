package io.github.tracker6.http.netty.metrics;

import io.github.tracker6.http.netty.TlsCertificate;
import io.github.tracker6.metrics.PartMetrics;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;

/**
 * Registers how long a {@link TlsCertificate} is still valid with Micrometer: the gauge {@code tracker6.tls.certificate.remaining}
 * in seconds, negative once it has expired. {@link #close()} removes it. Thread-safe.
 *
 * @since 0.1.0
 */
@SuppressWarnings("exports") // Micrometer is optional
public final class CertificateMetrics extends PartMetrics {
    private final TlsCertificate certificate;
    private final Clock clock;

    /** Makes a binder for a certificate that is the only one in its registries. */
    public CertificateMetrics(TlsCertificate certificate) {
        this(certificate, Clock.systemUTC(), Tags.empty());
    }

    /**
     * Makes a binder for one of several certificates in a registry.
     *
     * @param clock says what time it is
     * @param tags added to the meter; they tell this certificate from the others
     */
    public CertificateMetrics(TlsCertificate certificate, Clock clock, Iterable<Tag> tags) {
        super(tags);
        this.certificate = Objects.requireNonNull(certificate, "certificate");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    @Override
    protected void addTo(Registration to) {
        Clock now = clock;
        to.gauge(
                "tls.certificate.remaining",
                "seconds",
                Tags.empty(),
                "How long the certificate is valid",
                certificate,
                c -> Duration.between(now.instant(), c.notAfter()).toSeconds());
    }
}
