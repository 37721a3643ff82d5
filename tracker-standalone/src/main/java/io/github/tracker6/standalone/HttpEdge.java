package io.github.tracker6.standalone;

import io.github.tracker6.Endpoint;
import io.github.tracker6.address.Cidr;
import io.github.tracker6.http.netty.HttpTrackerServerBuilder;
import io.github.tracker6.http.netty.TlsCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands between HTTP and its clients.
 *
 * @param https where HTTPS is served; empty where it is not
 * @param chainFile the certificate chain of HTTPS; null where that is not served
 * @param keyFile the private key of HTTPS; null where that is not served
 * @param trustedProxies whose word on their clients is believed
 * @param proxyProtocol the listeners at which connections of trusted proxies begin with a PROXY protocol header
 */
record HttpEdge(
        List<InetSocketAddress> https,
        @Nullable Path chainFile,
        @Nullable Path keyFile,
        List<Cidr> trustedProxies,
        List<InetSocketAddress> proxyProtocol) {
    private static final Logger LOG = LoggerFactory.getLogger(HttpEdge.class);

    HttpEdge {
        https = List.copyOf(https);
        trustedProxies = List.copyOf(trustedProxies);
        proxyProtocol = List.copyOf(proxyProtocol);
    }

    /**
     * Reads the certificate.
     *
     * @return null where HTTPS is not served
     * @throws IOException if a file cannot be used; the message names the option and the file
     */
    @Nullable
    TlsCertificate certificate() throws IOException {
        if (chainFile == null || keyFile == null) {
            return null;
        }
        try {
            return TlsCertificate.read(chainFile, keyFile);
        } catch (IOException e) {
            throw failure(chainFile, keyFile, e);
        }
    }

    /**
     * Reads the certificate, changed or not, and takes nothing yet. It can be replaced by one of other files while the tracker
     * runs.
     *
     * @param certificate what is in force; null where the tracker was started without HTTPS
     * @param changed the options that have other values now
     * @return what can be replaced
     * @throws IOException as {@link #certificate()}
     */
    List<Replacement> prepare(@Nullable TlsCertificate certificate, Set<String> changed) throws IOException {
        if (chainFile == null || keyFile == null) {
            return List.of();
        }
        Set<String> options = new HashSet<>(List.of("--tls-cert", "--tls-key"));
        options.retainAll(changed);
        try {
            if (certificate == null || options.isEmpty()) {
                TlsCertificate.check(chainFile, keyFile); // as at the start: a pair that can't be used is a mistake
                return List.of();
            }
            Runnable take = certificate.prepare(chainFile, keyFile);
            return List.of(new Replacement(options, () -> {
                take.run();
                LOG.info(
                        "--tls-cert is {} now: new connections get a certificate that is valid until {}",
                        certificate.chainFile(),
                        certificate.notAfter());
            }));
        } catch (IOException e) {
            throw failure(chainFile, keyFile, e);
        }
    }

    private static IOException failure(Path chainFile, Path keyFile, IOException e) {
        boolean ofKey = String.valueOf(e.getMessage()).startsWith(keyFile + ": ");
        String option = keyFile.equals(chainFile) ? "--tls-cert and --tls-key" : ofKey ? "--tls-key" : "--tls-cert";
        return new IOException(option + ": " + e.getMessage(), e);
    }

    /** Sets the options of the HTTP server. */
    void applyTo(HttpTrackerServerBuilder http) {
        http.trustedProxies(trustedProxies).undeclaredProxies(HttpEdge::warn);
        proxyProtocol.forEach(http::proxyProtocol);
    }

    private static void warn(InetAddress proxy) {
        String address = Endpoint.of(proxy, 0).addressText();
        LOG.warn(
                "{} names clients as a proxy does, and is no trusted proxy: its announces are refused; if it is your"
                        + " proxy, add --trusted-proxy {}",
                address,
                address);
    }
}
