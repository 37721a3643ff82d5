package io.github.tracker6.http.netty;

import java.net.InetSocketAddress;

/**
 * An address that a server shall listen on.
 *
 * @param address resolved
 * @param proxyProtocol whether connections of trusted proxies begin with a PROXY protocol header there
 */
record Binding(InetSocketAddress address, boolean proxyProtocol) {
    /** Returns whether connections are served in the same way at both. */
    boolean servesAs(Binding other) {
        return proxyProtocol == other.proxyProtocol;
    }

    /** Returns the same at another address. */
    Binding at(InetSocketAddress other) {
        return new Binding(other, proxyProtocol);
    }

    /** Returns {@code 192.0.2.1:6969} or {@code [2001:db8::1]:6969}. */
    @Override
    public String toString() {
        return Listeners.text(address);
    }
}
