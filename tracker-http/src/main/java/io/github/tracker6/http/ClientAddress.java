package io.github.tracker6.http;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.address.Cidr;
import io.github.tracker6.engine.AnnounceRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the address of a client behind trusted proxies. A forwarding header counts only if a trusted proxy sent it. Each
 * address in it counts only if a trusted proxy added it: the search goes from the right, and ends at the first address that
 * is no trusted proxy. Thread-safe.
 */
final class ClientAddress {
    private final Cidr[] trusted;

    ClientAddress(List<Cidr> trusted) {
        this.trusted = trusted.toArray(new Cidr[0]);
    }

    boolean trusts(AddressFamily family, long high, long low) {
        for (Cidr block : trusted) {
            if (block.contains(family, high, low)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Sets the source of the exchange's announce. Returns false if the trusted proxies do not name the client, or if their
     * two headers name different clients: a proxy that writes one header often passes on a forged other one.
     */
    boolean resolve(TrackerExchange exchange) {
        AnnounceRequest request =
                exchange.announce.source(exchange.sourceFamily(), exchange.sourceHigh(), exchange.sourceLow());
        if (trusted.length == 0 || !trusts(request.sourceFamily(), request.sourceHigh(), request.sourceLow())) {
            return true;
        }
        String forwarded = exchange.forwarded();
        String forwardedFor = exchange.forwardedFor();
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

    /** Goes from the last node to the first one that is no trusted proxy, or to the leftmost. */
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
        return true;
    }
}
