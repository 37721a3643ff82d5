package io.github.tracker6.server;

import java.net.InetSocketAddress;

/**
 * An address that a server shall listen on.
 *
 * @param address resolved; port 0 takes a free port
 * @param http whether plain HTTP is served there
 * @param https whether HTTPS is served there
 * @param udp whether UDP is served there
 */
record ListenRequest(InetSocketAddress address, boolean http, boolean https, boolean udp) {
    ListenRequest {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("address " + address + " is not resolved");
        }
    }

    /** Returns whether the HTTP server serves there. */
    boolean overTcp() {
        return http || https;
    }

    /** Returns whether UDP takes the free port that HTTP took. */
    boolean sharesFreePort() {
        return http && udp && address.getPort() == 0;
    }
}
