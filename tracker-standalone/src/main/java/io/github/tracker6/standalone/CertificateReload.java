package io.github.tracker6.standalone;

import io.github.tracker6.http.netty.TlsCertificate;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the certificate again when the operator asks for it, and says what became of it. Stateless. */
final class CertificateReload {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateReload.class);

    private CertificateReload() {}

    static void run(TlsCertificate certificate) {
        try {
            if (certificate.reload()) {
                LOG.info(
                        "Read {} again: new connections get a certificate that is valid until {}",
                        certificate.chainFile(),
                        certificate.notAfter());
            } else {
                LOG.info("{} is as it was: valid until {}", certificate.chainFile(), certificate.notAfter());
            }
        } catch (IOException e) {
            LOG.warn("The TLS certificate was not replaced; the one before stays in force: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.warn("The TLS certificate was not replaced; the one before stays in force", e);
        }
    }
}
