package io.github.tracker6.server;

import io.github.tracker6.Endpoint;
import java.net.InetSocketAddress;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An address and port in one text: {@code [::]:6969} or {@code 192.0.2.1:6969}. */
final class AddressLiteral {
    /** Digits of ASCII only, no zone, no leading zero in the port: one spelling, one meaning. */
    private static final Pattern FORM = Pattern.compile("(?:\\[[0-9A-Fa-f:.]+\\]|[0-9.]+):(?:0|[1-9][0-9]{0,4})");

    private AddressLiteral() {}

    /**
     * Parses a literal. Never asks DNS.
     *
     * @throws IllegalArgumentException if the text is anything else; the message names it
     */
    static InetSocketAddress parse(String text) {
        if (FORM.matcher(text).matches()) {
            try {
                return Endpoint.parse(text).socketAddress();
            } catch (IllegalArgumentException e) {
                throw refusal(text, e);
            }
        }
        throw refusal(text, null);
    }

    private static IllegalArgumentException refusal(String text, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "'" + text + "' is no literal address and port such as [::]:6969 or 192.0.2.1:6969", cause);
    }

    /** Returns {@code [2001:db8::1]:6969} or {@code 192.0.2.1:6969}. */
    static String text(InetSocketAddress address) {
        return Endpoint.of(address.getAddress(), address.getPort()).toString();
    }
}
