package io.github.tracker6.standalone;

import io.github.tracker6.address.Cidr;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code serve} for what stands between HTTP and its clients. */
final class HttpEdgeOptions {
    @Option(
            names = "--trusted-proxy",
            paramLabel = "CIDR",
            converter = TrustedProxy.class,
            description = "Believe what this proxy, or each in this network, says of its clients in Forwarded,"
                    + " X-Forwarded-For and the PROXY protocol; can be repeated. Default: none.")
    @Nullable
    List<Cidr> trustedProxies;

    @Option(
            names = "--proxy-protocol",
            paramLabel = "HOST:PORT",
            arity = "0..1",
            fallbackValue = ProxyListener.ALL,
            converter = ProxyListener.Converter.class,
            description = "A trusted proxy begins each connection to this listener, or without a value to any HTTP"
                    + " listener, with a PROXY protocol header, version 1 or 2; can be repeated.")
    @Nullable
    List<ProxyListener> proxyProtocol;

    /**
     * Checks what no single value shows.
     *
     * @param http where HTTP is served; empty where it is not
     * @throws IllegalArgumentException naming the option
     */
    HttpEdge edge(List<InetSocketAddress> http) {
        List<Cidr> trusted = trustedProxies == null ? List.of() : trustedProxies;
        if (!trusted.isEmpty() && http.isEmpty()) {
            throw new IllegalArgumentException("--trusted-proxy is for HTTP, which is not served");
        }
        List<InetSocketAddress> proxied = proxied(http);
        if (!proxied.isEmpty() && trusted.isEmpty()) {
            throw new IllegalArgumentException(
                    "--proxy-protocol needs --trusted-proxy: only a proxy that you name may say who its clients are");
        }
        return new HttpEdge(trusted, proxied);
    }

    private List<InetSocketAddress> proxied(List<InetSocketAddress> http) {
        List<InetSocketAddress> proxied = new ArrayList<>();
        for (ProxyListener each : proxyProtocol == null ? List.<ProxyListener>of() : proxyProtocol) {
            for (InetSocketAddress address : each.all() ? http : each.addresses()) {
                if (!http.contains(address)) {
                    throw new IllegalArgumentException(
                            "--proxy-protocol " + ListenAddress.text(address) + ": HTTP is not served there");
                }
                proxied.add(address);
            }
        }
        return proxied;
    }
}
