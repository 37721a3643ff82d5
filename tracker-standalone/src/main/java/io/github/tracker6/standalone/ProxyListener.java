package io.github.tracker6.standalone;

import java.net.InetSocketAddress;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where the PROXY protocol is on: at every listener, or at the addresses of one.
 *
 * @param all whether it is on at every listener
 * @param addresses where it is on; empty for all and for none
 */
record ProxyListener(boolean all, List<InetSocketAddress> addresses) {
    /** What an option without a value stands for. */
    static final String ALL = "all";

    ProxyListener {
        addresses = List.copyOf(addresses);
    }

    /** {@code true} and {@code false} come from a configuration file. */
    static ProxyListener parse(String text) {
        return switch (text) {
            case ALL, "true" -> new ProxyListener(true, List.of());
            case "false" -> new ProxyListener(false, List.of());
            default -> new ProxyListener(false, ListenAddress.parse(text).addresses());
        };
    }

    /** For the command line. */
    static final class Converter implements ITypeConverter<ProxyListener> {
        @Override
        public ProxyListener convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException | IllegalStateException e) {
                throw new TypeConversionException(
                        "'" + text + "' is no listener such as [::1]:6969; without a value it means every listener");
            }
        }
    }
}
