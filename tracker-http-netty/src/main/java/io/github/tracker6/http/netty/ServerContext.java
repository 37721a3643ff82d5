package io.github.tracker6.http.netty;

import io.github.tracker6.http.HttpLimits;
import io.github.tracker6.http.HttpTrackerHandler;

/** What the workers of a server share. */
record ServerContext(
        HttpTrackerHandler handler,
        HttpLimits limits,
        ConnectionGate gate,
        LongestWaiting longestWaiting,
        HttpStats stats,
        HttpFailures failures,
        ProxyWarnings proxyWarnings,
        HandshakeRate handshakeRate) {}
