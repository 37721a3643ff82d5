package io.github.tracker6.standalone.doctor;

import io.github.tracker6.Endpoint;
import io.github.tracker6.standalone.client.TrackerUrl;
import java.net.InetSocketAddress;
import java.util.Locale;

/**
 * How one address of a tracker answered to one protocol.
 *
 * @param detail the time of an answer, the source of a stray one, or the message of a failure; fit for a terminal
 */
record Probe(TrackerUrl url, InetSocketAddress address, Outcome outcome, String detail) {
    /** What came of it. */
    enum Outcome {
        /** The tracker answers; a refusal is an answer. */
        ANSWERS,
        /** The host says that nothing listens. */
        REFUSED,
        /** Nothing comes back. */
        SILENT,
        /** A router on the way says that there is no such host. */
        UNREACHABLE,
        /** This host has no route for the family. */
        NO_FAMILY_HERE,
        /** The answer has another source than the address that was asked. */
        OTHER_SOURCE,
        /** Something answers that is no tracker. */
        NO_TRACKER,
        /** Anything else. */
        FAILED
    }

    boolean answers() {
        return outcome == Outcome.ANSWERS;
    }

    boolean isIpv6() {
        return TrackerName.isIpv6(address.getAddress());
    }

    String family() {
        return isIpv6() ? "IPv6" : "IPv4";
    }

    /** Returns the protocol as in a URL. */
    String scheme() {
        return url.protocol().name().toLowerCase(Locale.ROOT);
    }

    /** Returns the address and port, as {@code [2001:db8::1]:6969}. */
    String where() {
        return Endpoint.of(address.getAddress(), address.getPort()).toString();
    }

    /** Returns what a firewall has to let in. */
    String firewallPort() {
        return (url.protocol() == TrackerUrl.Protocol.UDP ? "UDP" : "TCP") + " port " + address.getPort();
    }
}
