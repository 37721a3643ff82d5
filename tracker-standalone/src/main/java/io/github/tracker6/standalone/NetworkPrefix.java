package io.github.tracker6.standalone;

import io.github.tracker6.store.StoreOptions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * What a network is for fair shares: {@code IPV4,IPV6}, the lengths of its prefixes.
 *
 * @param ipv4 8 to 32
 * @param ipv6 16 to 64
 */
record NetworkPrefix(int ipv4, int ipv6) {
    static final NetworkPrefix DEFAULT =
            new NetworkPrefix(StoreOptions.DEFAULT_IPV4_NETWORK_PREFIX, StoreOptions.DEFAULT_IPV6_NETWORK_PREFIX);

    private static final Pattern PAIR = Pattern.compile("/?([0-9]{1,3}), */?([0-9]{1,3})");

    static NetworkPrefix parse(String text) {
        Matcher pair = PAIR.matcher(text);
        if (!pair.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no pair of prefix lengths, IPv4 and IPv6, such as 24,48");
        }
        int ipv4 = Integer.parseInt(pair.group(1));
        int ipv6 = Integer.parseInt(pair.group(2));
        if (ipv4 < 8 || ipv4 > 32) {
            throw new IllegalArgumentException("the IPv4 prefix length " + ipv4 + " is outside 8 to 32");
        }
        if (ipv6 < 16 || ipv6 > 64) {
            throw new IllegalArgumentException("the IPv6 prefix length " + ipv6 + " is outside 16 to 64");
        }
        return new NetworkPrefix(ipv4, ipv6);
    }

    /** For the command line. */
    static final class Converter implements ITypeConverter<NetworkPrefix> {
        @Override
        public NetworkPrefix convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
