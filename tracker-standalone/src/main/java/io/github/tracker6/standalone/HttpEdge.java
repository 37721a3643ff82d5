package io.github.tracker6.standalone;

import io.github.tracker6.address.Cidr;
import io.github.tracker6.http.netty.HttpTrackerServerBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands between HTTP and its clients.
 *
 * @param trustedProxies whose word on their clients is believed
 * @param proxyProtocol the listeners at which connections of trusted proxies begin with a PROXY protocol header
 */
record HttpEdge(List<Cidr> trustedProxies, List<InetSocketAddress> proxyProtocol) {
    private static final Logger LOG = LoggerFactory.getLogger(HttpEdge.class);

    HttpEdge {
        trustedProxies = List.copyOf(trustedProxies);
        proxyProtocol = List.copyOf(proxyProtocol);
    }

    /** Sets the options of the HTTP server. */
    void applyTo(HttpTrackerServerBuilder http) {
        http.trustedProxies(trustedProxies).undeclaredProxies(HttpEdge::warn);
        proxyProtocol.forEach(http::proxyProtocol);
    }

    private static void warn(InetAddress proxy) {
        String address = proxy.getHostAddress();
        LOG.warn(
                "{} names clients as a proxy does, and is no trusted proxy: its announces are refused; if it is your"
                        + " proxy, add --trusted-proxy {}",
                address,
                address);
    }
}
