package io.github.tracker6.http;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.address.AddressScope;
import io.github.tracker6.address.Cidr;
import io.github.tracker6.engine.AnnounceRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the address of a client behind trusted proxies. A forwarding header counts only if a trusted proxy sent it. Each
 * address in it counts only if a trusted proxy added it: the search goes from the right, and ends at the first address that
 * is no trusted proxy. A forwarding header from an address of the operator's own network shows a proxy that is not declared.
 * Thread-safe.
 */
final class ClientAddress {
    private static final int IPV4_PRIVATE_10 = 10;
    private static final int IPV4_SHARED_100 = 100;
    private static final int IPV4_PRIVATE_172 = 172;
    private static final int IPV4_PRIVATE_192_168 = 192 << 8 | 168;
    private static final int IPV6_UNIQUE_LOCAL = 0xfc >> 1;

    /** What a request says of its client. */
    enum Finding {
        /** The source of the announce is the client's address. */
        KNOWN,
        /** Trusted proxies do not name the client, or name two; the source is the last proxy that is known. */
        UNKNOWN,
        /** A trusted proxy sent no forwarding header, and no PROXY protocol header; the source is that proxy. */
        SILENT_PROXY,
        /** A proxy that is not declared sent the request; the source is that proxy. */
        UNDECLARED_PROXY
    }

    final ProxyReports undeclared;
    final ProxyReports silent;

    private final Cidr[] trusted;

    ClientAddress(List<Cidr> trusted, ProxyReports undeclared, ProxyReports silent) {
        this.trusted = trusted.toArray(new Cidr[0]);
        this.undeclared = undeclared;
        this.silent = silent;
    }

    /**
     * Returns whether an address is private, shared (RFC 6598), unique local, link-local or loopback: one from which a proxy
     * of the operator's own may connect, and no client of the internet.
     */
    static boolean isLocal(AddressFamily family, long high, long low) {
        AddressScope scope = AddressScope.of(family, high, low);
        return switch (scope) {
            case LOOPBACK, LINK_LOCAL -> true;
            case LAN -> family == AddressFamily.IPV4 ? isPrivateIpv4(low) : high >>> 57 == IPV6_UNIQUE_LOCAL;
            case GLOBAL, UNUSABLE -> false;
        };
    }

    /** Of the LAN scope; documentation and benchmarking addresses are not private. */
    private static boolean isPrivateIpv4(long address) {
        int first = (int) (address >>> 24);
        return first == IPV4_PRIVATE_10
                || first == IPV4_SHARED_100
                || first == IPV4_PRIVATE_172
                || (int) (address >>> 16) == IPV4_PRIVATE_192_168;
    }

    /** Returns whether forwarding headers from an address change how its requests are answered. */
    boolean readsForwarding(AddressFamily family, long high, long low) {
        return isLocal(family, high, low) || trusts(family, high, low);
    }

    boolean trusts(AddressFamily family, long high, long low) {
        for (Cidr block : trusted) {
            if (block.contains(family, high, low)) {
                return true;
            }
        }
        return false;
    }

    /** Sets the source of the exchange's announce. */
    Finding resolve(TrackerExchange exchange) {
        AnnounceRequest request =
                exchange.announce.source(exchange.sourceFamily(), exchange.sourceHigh(), exchange.sourceLow());
        String forwarded = exchange.forwarded();
        String forwardedFor = exchange.forwardedFor();
        if (forwarded == null && forwardedFor == null) {
            return trusted.length > 0 && isSilentProxy(exchange) ? Finding.SILENT_PROXY : Finding.KNOWN;
        }
        if (trusts(request.sourceFamily(), request.sourceHigh(), request.sourceLow())) {
            return follow(exchange, request, forwarded, forwardedFor) ? Finding.KNOWN : Finding.UNKNOWN;
        }
        if (!isLocal(request.sourceFamily(), request.sourceHigh(), request.sourceLow())) {
            return Finding.KNOWN; // a client's own header, which is not believed
        }
        undeclared.record(request.source());
        return Finding.UNDECLARED_PROXY;
    }

    /** Behind a PROXY protocol header a trusted address without headers is a client on the proxy's host or network. */
    private boolean isSilentProxy(TrackerExchange exchange) {
        return !exchange.isNamedByProxy()
                && trusts(exchange.sourceFamily(), exchange.sourceHigh(), exchange.sourceLow());
    }

    /**
     * Follows the headers of a trusted proxy. Returns false if they do not name the client, or if the two headers name
     * different clients: a proxy that writes one header often passes on a forged other one.
     */
    private boolean follow(
            TrackerExchange exchange,
            AnnounceRequest request,
            @Nullable String forwarded,
            @Nullable String forwardedFor) {
        if (!walk(exchange.literal, forwarded == null ? null : ForwardedHeader.nodesOfForwarded(forwarded), request)) {
            return false;
        }
        if (forwarded == null || forwardedFor == null) {
            return walk(
                    exchange.literal,
                    forwardedFor == null ? null : ForwardedHeader.nodesOfForwardedFor(forwardedFor),
                    request);
        }
        AddressFamily family = request.sourceFamily();
        long high = request.sourceHigh();
        long low = request.sourceLow();
        request.source(exchange.sourceFamily(), exchange.sourceHigh(), exchange.sourceLow());
        return walk(exchange.literal, ForwardedHeader.nodesOfForwardedFor(forwardedFor), request)
                && request.sourceFamily() == family
                && request.sourceHigh() == high
                && request.sourceLow() == low;
    }

    /** Goes from the last node to the first one that is no trusted proxy, or to the leftmost. Returns false if there is none. */
    private boolean walk(AddressLiteral literal, @Nullable List<String> nodes, AnnounceRequest request) {
        if (nodes == null) {
            return true;
        }
        for (int i = nodes.size() - 1; i >= 0; i--) {
            byte[] node = nodes.get(i).getBytes(StandardCharsets.ISO_8859_1);
            if (!literal.parseNode(node, 0, node.length)) {
                return false;
            }
            request.source(literal.family(), literal.high(), literal.low());
            if (!trusts(literal.family(), literal.high(), literal.low())) {
                return true;
            }
        }
        return !nodes.isEmpty();
    }
}
