package io.github.tracker6.benchmarks.support;

import io.github.tracker6.Endpoint;
import java.net.InetAddress;

/** Reads addresses without a look-up of names. Stateless. */
public final class AddressLiteral {
    private AddressLiteral() {}

    /**
     * Reads an address such as 192.0.2.1 or 2001:db8::1.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static InetAddress parse(String text) {
        return Endpoint.parse((text.contains(":") ? "[" + text + "]" : text) + ":1")
                .address();
    }
}
