package io.github.tracker6.standalone;

import io.github.tracker6.address.Cidr;
import io.github.tracker6.claims.ClaimPolicy;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * What a claimed address is worth: {@code ignore}, {@code pair}, {@code verify}, or {@code trust:} and the networks
 * whose hosts are believed.
 *
 * @param trusted empty for all but {@code trust:}
 */
record ClaimRule(ClaimPolicy policy, List<Cidr> trusted) {
    private static final String TRUST = "trust:";

    ClaimRule {
        trusted = List.copyOf(trusted);
    }

    static ClaimRule parse(String text) {
        if (text.startsWith(TRUST)) {
            String[] blocks = text.substring(TRUST.length()).split(",", -1);
            return new ClaimRule(
                    ClaimPolicy.TRUST, Stream.of(blocks).map(ClaimRule::network).toList());
        }
        ClaimPolicy policy = switch (text) {
            case "ignore" -> ClaimPolicy.IGNORE;
            case "pair" -> ClaimPolicy.PAIR;
            case "verify" -> ClaimPolicy.VERIFY;
            default ->
                throw new IllegalArgumentException(
                        "'" + text + "' is none of ignore, pair, verify, and trust:CIDR[,CIDR...]"
                                + Suggestion.of(text, List.of("ignore", "pair", "verify"), ""));
        };
        return new ClaimRule(policy, List.of());
    }

    private static Cidr network(String text) {
        try {
            return Cidr.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    e.getMessage() + "; write addresses or networks: trust:192.0.2.7,2001:db8::/32", e);
        }
    }

    /** For the command line. */
    static final class Converter implements ITypeConverter<ClaimRule> {
        @Override
        public ClaimRule convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
