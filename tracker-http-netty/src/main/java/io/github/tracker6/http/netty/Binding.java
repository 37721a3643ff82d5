package io.github.tracker6.http.netty;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * An address that a server shall listen on.
 *
 * @param address resolved
 * @param proxyProtocol whether connections of trusted proxies begin with a PROXY protocol header there
 * @param tls the certificate of connections there; null for plain HTTP
 */
record Binding(
        InetSocketAddress address,
        boolean proxyProtocol,
        @Nullable TlsCertificate tls) {
    /** Returns whether connections are served in the same way at both. */
    boolean servesAs(Binding other) {
        return proxyProtocol == other.proxyProtocol && tls == other.tls;
    }

    /** Returns the same at another address. */
    Binding at(InetSocketAddress other) {
        return new Binding(other, proxyProtocol, tls);
    }

    /** Returns {@code 192.0.2.1:6969} or {@code [2001:db8::1]:6969}. */
    @Override
    public String toString() {
        return Listeners.text(address);
    }
}
