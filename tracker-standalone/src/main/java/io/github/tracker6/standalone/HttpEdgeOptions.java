package io.github.tracker6.standalone;

import io.github.tracker6.address.Cidr;
import io.github.tracker6.standalone.cli.PathConverter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code serve} for what stands between HTTP and its clients. */
final class HttpEdgeOptions {
    @Option(
            names = "--https",
            paramLabel = "HOST:PORT",
            converter = ListenAddress.Converter.class,
            description = "Serve HTTPS here, beside HTTP; can be repeated. Needs --tls-cert and --tls-key.")
    @Nullable
    List<ListenAddress> https;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            converter = PathConverter.class,
            description = "The certificate for --https in PEM, and those of its authorities behind it. This and the key"
                    + " are read again when they change, and at SIGHUP.")
    @Nullable
    Path chainFile;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            converter = PathConverter.class,
            description = "The private key of the certificate in PEM, not encrypted.")
    @Nullable
    Path keyFile;

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
     * @param http where plain HTTP is served; empty where it is not
     * @throws IllegalArgumentException naming the option
     */
    HttpEdge edge(List<InetSocketAddress> http) {
        List<InetSocketAddress> secure = secure(http);
        List<InetSocketAddress> all =
                Stream.concat(http.stream(), secure.stream()).toList();
        List<Cidr> trusted = trustedProxies == null ? List.of() : trustedProxies;
        if (!trusted.isEmpty() && all.isEmpty()) {
            throw new IllegalArgumentException(
                    "--trusted-proxy is for HTTP, which is not served; remove it, or add --http");
        }
        if (asksForProxyProtocol() && all.isEmpty()) {
            throw new IllegalArgumentException(
                    "--proxy-protocol is for HTTP, which is not served; remove it, or add --http");
        }
        List<InetSocketAddress> proxied = proxied(all);
        if (!proxied.isEmpty() && trusted.isEmpty()) {
            throw new IllegalArgumentException(
                    "--proxy-protocol needs --trusted-proxy: only a proxy that you name may say who its clients are");
        }
        return new HttpEdge(secure, chainFile, keyFile, trusted, proxied);
    }

    private List<InetSocketAddress> secure(List<InetSocketAddress> http) {
        if (https == null) {
            if (chainFile != null || keyFile != null) {
                throw new IllegalArgumentException((chainFile == null ? "--tls-key" : "--tls-cert")
                        + " needs --https, the address to serve HTTPS on");
            }
            return List.of();
        }
        if (chainFile == null || keyFile == null) {
            throw new IllegalArgumentException("--https needs --tls-cert and --tls-key; both may name the same file");
        }
        List<InetSocketAddress> secure =
                https.stream().flatMap(each -> each.addresses().stream()).toList();
        ListenAddress.requireDisjoint("--https", secure);
        ListenAddress.requireDisjoint(
                "--http and --https",
                Stream.concat(http.stream(), secure.stream()).toList());
        return secure;
    }

    private boolean asksForProxyProtocol() {
        return proxyProtocol != null
                && proxyProtocol.stream()
                        .anyMatch(each -> each.all() || !each.addresses().isEmpty());
    }

    private List<InetSocketAddress> proxied(List<InetSocketAddress> http) {
        List<InetSocketAddress> proxied = new ArrayList<>();
        for (ProxyListener each : proxyProtocol == null ? List.<ProxyListener>of() : proxyProtocol) {
            for (InetSocketAddress address : each.all() ? http : each.addresses()) {
                if (!http.contains(address)) {
                    throw new IllegalArgumentException("--proxy-protocol " + ListenAddress.text(address)
                            + ": HTTP is not served there;" + " write the listener as --http or --https has it");
                }
                proxied.add(address);
            }
        }
        return proxied;
    }
}
