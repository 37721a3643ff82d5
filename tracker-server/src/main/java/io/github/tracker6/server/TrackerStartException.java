package io.github.tracker6.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A {@link TrackerServer} could not be started. The message is one line that names protocol, address and reason:
 * {@code UDP [::]:6969: Address already in use}. For folders of torrents it begins with
 * {@code Torrents:}. Nothing of the server is left running.
 *
 * @since 0.1.0
 */
public final class TrackerStartException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String protocol;
    private final String address;
    private final String reason;

    private TrackerStartException(String protocol, String address, String reason, Exception cause) {
        super(protocol + " " + address + ": " + reason, cause);
        this.protocol = protocol;
        this.address = address;
        this.reason = reason;
    }

    private TrackerStartException(String folders, IOException cause) {
        super("Torrents: " + cause.getMessage(), cause);
        this.protocol = "Torrents";
        this.address = folders;
        this.reason = String.valueOf(cause.getMessage());
    }

    /**
     * Makes an exception from one that a server threw. The servers' messages name an address and then the reason. If
     * the address is one that was asked for, the text before the reason is left off.
     *
     * @param asked at least one address
     */
    static TrackerStartException of(String protocol, List<InetSocketAddress> asked, Exception cause) {
        String message = cause.getMessage();
        String line =
                message == null ? cause.toString() : message.lines().findFirst().orElse(cause.toString());
        for (InetSocketAddress each : asked) {
            String text = AddressLiteral.text(each);
            int at = line.indexOf(" " + text + ": ");
            if (at >= 0) {
                return new TrackerStartException(protocol, text, line.substring(at + text.length() + 3), cause);
            }
        }
        String all = asked.stream().map(AddressLiteral::text).collect(Collectors.joining(", "));
        return new TrackerStartException(protocol, all, line, cause);
    }

    /** Makes an exception of a directory that can't be read: {@code Torrents: can't read folder /srv/mirror: ...}. */
    static TrackerStartException ofTorrents(List<Path> folders, IOException cause) {
        String all = folders.stream().map(Path::toString).collect(Collectors.joining(", "));
        return new TrackerStartException(all, cause);
    }

    /** Returns the protocol that could not be served: {@code HTTP}, {@code HTTPS}, {@code UDP}; {@code Torrents} for their folders. */
    public String protocol() {
        return protocol;
    }

    /**
     * Returns the address that could not be served, such as {@code [::]:6969}. Where the failure names none of the
     * addresses that were asked for, it is all of them, separated by {@code ", "}. For torrents it is their folders.
     */
    public String address() {
        return address;
    }

    /** Returns why, such as {@code Address already in use}. One line. */
    public String reason() {
        return reason;
    }
}
