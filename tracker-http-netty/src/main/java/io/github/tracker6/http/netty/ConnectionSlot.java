package io.github.tracker6.http.netty;

import io.github.tracker6.Endpoint;

/** The client of a connection, and the place that it holds in the {@link ConnectionGate}. Used by one thread at a time. */
final class ConnectionSlot {
    private final ServerContext context;
    private final Binding listener;
    private Endpoint client;
    private boolean trusted;
    private boolean readsForwarding;
    private boolean namedByProxy;
    private boolean hiddenByProxy;
    private long network;
    private boolean inTotal;
    private boolean inNetwork;

    /** Makes a slot that holds no place yet, for a connection that a listener accepted from an address. */
    ConnectionSlot(ServerContext context, Binding listener, Endpoint source) {
        this.context = context;
        this.listener = listener;
        this.client = source;
        this.trusted = isTrusted(source);
        this.readsForwarding = readsForwarding(source);
        this.network = network();
    }

    /**
     * Takes a place, and counts the connection. If all places are taken, the connection that waited longest without a
     * complete request gives way. Returns false if the client's network has too many connections, or if none gives way.
     */
    boolean take() {
        inNetwork = context.gate().enter(network);
        if (!inNetwork) {
            context.stats().refusedPerAddress.increment();
            return false;
        }
        inTotal = context.gate().enter()
                || (context.longestWaiting().giveWay() && context.gate().enterForAnother());
        if (!inTotal) {
            context.stats().refusedTotal.increment();
            context.gate().leave(network);
            inNetwork = false;
            return false;
        }
        context.stats().accepted.increment();
        return true;
    }

    /** Returns whether the connection begins with a PROXY protocol header. */
    boolean expectsProxyHeader() {
        return trusted && listener.proxyProtocol();
    }

    /** Returns whether the connection is encrypted, behind the PROXY protocol header if it has one. */
    boolean usesTls() {
        return listener.tls() != null;
    }

    /** Takes a token for a TLS handshake. Returns false, and counts the connection, if the client has none left. */
    boolean admitsHandshake() {
        if (trusted || context.handshakeRate().admits(client)) {
            return true;
        }
        context.stats().handshakesRateLimited.increment();
        return false;
    }

    /**
     * Looks for the PROXY protocol header at the start of the connection, and gives the place to the client that it names.
     *
     * @return the number of its bytes; {@link ProxyHeader#MORE}; or {@link ProxyHeader#BAD} if the connection must be
     *     closed, since it has no valid header or the client's network has too many connections
     */
    int readProxyHeader(byte[] bytes, int length) {
        ProxyHeader header = new ProxyHeader();
        int taken = header.parse(bytes, length);
        if (taken == ProxyHeader.BAD) {
            context.stats().badProxyHeaders.increment();
            context.proxyWarnings().missingHeader(client, listener);
        }
        if (taken <= 0) {
            return taken;
        }
        Endpoint named = header.client();
        if (named == null) {
            hiddenByProxy = true;
            readsForwarding = false; // the client that the proxy does not name may have written them
        } else if (!moveTo(named)) {
            context.stats().refusedPerAddress.increment();
            return ProxyHeader.BAD;
        }
        return taken;
    }

    /** Notes that the first bytes of the connection are no request; a PROXY protocol header is reported. */
    void recordBadStart(byte[] bytes, int from, int length) {
        if (ProxyHeader.isStart(bytes, from, length)) {
            context.proxyWarnings().unexpectedHeader(client, listener);
        }
    }

    private boolean moveTo(Endpoint named) {
        context.gate().leave(network);
        inNetwork = false;
        client = named;
        namedByProxy = true;
        trusted = isTrusted(named);
        readsForwarding = readsForwarding(named);
        network = network();
        inNetwork = context.gate().enter(network);
        return inNetwork;
    }

    /** Gives back what was taken. Idempotent. */
    void release() {
        if (inNetwork) {
            inNetwork = false;
            context.gate().leave(network);
        }
        if (inTotal) {
            inTotal = false;
            context.gate().leave();
            context.stats().closed.increment();
        }
    }

    /** Returns the address of the client, with port 0. */
    Endpoint client() {
        return client;
    }

    /** Returns whether the address comes from a PROXY protocol header. */
    boolean isNamedByProxy() {
        return namedByProxy;
    }

    /** Returns whether the PROXY protocol header names no client, so that the address is that of the proxy. */
    boolean isHiddenByProxy() {
        return hiddenByProxy;
    }

    /** Returns whether forwarding headers from the client matter. */
    boolean readsForwarding() {
        return readsForwarding;
    }

    private boolean isTrusted(Endpoint address) {
        return context.handler().trusts(address.family(), address.addressHigh(), address.addressLow());
    }

    private boolean readsForwarding(Endpoint address) {
        return context.handler().readsForwarding(address.family(), address.addressHigh(), address.addressLow());
    }

    private long network() {
        return trusted ? ConnectionGate.EXEMPT : context.gate().networkOf(client);
    }
}
