package io.github.tracker6.standalone;

import io.github.tracker6.claims.ProbeScope;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Whose IPv6 endpoints are probed: {@code off}, {@code dual} or {@code all}. */
record ReachabilityScope(ProbeScope scope) {
    static ReachabilityScope parse(String text) {
        return new ReachabilityScope(
                switch (text) {
                    case "off", "false" -> ProbeScope.OFF; // YAML takes an off without quotes for false
                    case "dual" -> ProbeScope.DUAL_STACK;
                    case "all" -> ProbeScope.ALL;
                    default ->
                        throw new IllegalArgumentException("'" + text + "' is neither off nor dual nor all"
                                + Suggestion.of(text, List.of("off", "dual", "all"), ""));
                });
    }

    /**
     * Returns the scope that is given. If none is, an operator who lists torrents gets probes, and an open tracker does not.
     *
     * @param listed whether the torrents that are served are listed
     */
    static ProbeScope orDefault(@Nullable ReachabilityScope given, boolean listed) {
        if (given != null) {
            return given.scope;
        }
        return listed ? ProbeScope.DUAL_STACK : ProbeScope.OFF;
    }

    /** Returns whether pinned seeds are dialled: unless the operator turns probes off. */
    static boolean dialsPins(@Nullable ReachabilityScope given) {
        return given == null || given.scope != ProbeScope.OFF;
    }

    /** For the command line. */
    static final class Converter implements ITypeConverter<ReachabilityScope> {
        @Override
        public ReachabilityScope convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
