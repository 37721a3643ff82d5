package io.github.tracker6.standalone;

import io.github.tracker6.server.TrackerStartException;
import java.util.Locale;

/** What is said where an address can't be served, with what to do. Stateless. */
final class StartFailure {
    private static final int FIRST_FREE_PORT = 1_024;

    private StartFailure() {}

    static String line(TrackerStartException failure) {
        return line(failure.protocol(), failure.address(), failure.reason());
    }

    /** Returns the same for a failure that is foreseen. */
    static String line(String protocol, String address, String reason) {
        return "can't serve " + protocol + " on " + address + ": " + reason + hint(address, reason);
    }

    /**
     * Returns what to do.
     *
     * @param address as in {@code [::]:6969}
     * @param reason in the words of the operating system
     */
    static String hint(String address, String reason) {
        String cause = reason.toLowerCase(Locale.ROOT);
        if (cause.contains("in use")) {
            return "; ss -lntup shows which process has the port";
        }
        if (cause.contains("cannot assign") || cause.contains("can't assign")) {
            return "; this machine has no such address, ip address shows those that it has";
        }
        if (cause.contains("permission denied") && port(address) < FIRST_FREE_PORT) {
            return "; ports below 1024 need a right: AmbientCapabilities=CAP_NET_BIND_SERVICE in the systemd unit,"
                    + " or take a higher port";
        }
        return "";
    }

    private static int port(String address) {
        String port = address.substring(address.lastIndexOf(':') + 1);
        return port.matches("[0-9]{1,5}") ? Integer.parseInt(port) : FIRST_FREE_PORT;
    }
}
