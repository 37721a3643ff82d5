package io.github.tracker6.standalone;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.internal.OwnAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The address to probe from: an IPv6 literal, with or without brackets.
 *
 * @param address of IPv6, not {@code ::}
 */
record ProbeAddress(InetAddress address) {
    static ProbeAddress parse(String text) {
        Endpoint endpoint = Endpoint.parse(text.startsWith("[") ? text + ":0" : "[" + text + "]:0");
        if (endpoint.family() != AddressFamily.IPV6 || endpoint.address().isAnyLocalAddress()) {
            throw new IllegalArgumentException("no IPv6 address of a host");
        }
        return new ProbeAddress(endpoint.address());
    }

    /**
     * Checks that no listener has the address by name.
     *
     * @throws IllegalArgumentException if one has
     */
    void requireNoListener(List<InetSocketAddress> listeners) {
        for (InetSocketAddress listener : listeners) {
            if (listener.getAddress().equals(address)) {
                throw new IllegalArgumentException("--probe-from is the address of the listener "
                        + ListenAddress.text(listener) + "; it must be one to which no client announces");
            }
        }
    }

    /**
     * Checks that this machine has the address.
     *
     * @throws IllegalArgumentException if it has not, or that can't be found out
     */
    static void requireOwn(InetAddress address) {
        try {
            OwnAddress.require("--probe-from", address);
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage() + "; ip -6 address shows those that it has", e);
        }
    }

    /** For the command line. */
    static final class Converter implements ITypeConverter<ProbeAddress> {
        @Override
        public ProbeAddress convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException | IllegalStateException e) {
                throw new TypeConversionException("'" + text + "' is no IPv6 address such as 2001:db8::7");
            }
        }
    }
}
