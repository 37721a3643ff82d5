package io.github.tracker6.testkit.simulation;

import io.github.tracker6.AddressFamily;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** Which dual-stack hosts got an endpoint of each other, of which family, and from which kind of answer. */
final class Encounters {
    private static final byte IPV4 = 1;
    private static final byte IPV6 = 2;

    private final Map<AnswerKind, byte[][]> familiesByPair = new EnumMap<>(AnswerKind.class);

    Encounters(int hosts) {
        for (AnswerKind kind : AnswerKind.values()) {
            familiesByPair.put(kind, new byte[hosts][hosts]);
        }
    }

    void add(AnswerKind kind, int requester, int learned, AddressFamily family) {
        familiesByPair.get(kind)[Math.min(requester, learned)][Math.max(requester, learned)] |=
                family == AddressFamily.IPV4 ? IPV4 : IPV6;
    }

    /** Returns the shares that result from the answers of the given kinds only. */
    PairShares shares(Set<AnswerKind> kinds) {
        long[] pairs = new long[4];
        int hosts = familiesByPair.get(AnswerKind.SETTLED).length;
        for (int low = 0; low < hosts; low++) {
            for (int high = low + 1; high < hosts; high++) {
                int families = 0;
                for (AnswerKind kind : kinds) {
                    families |= familiesByPair.get(kind)[low][high];
                }
                pairs[families]++;
            }
        }
        return new PairShares(pairs[IPV6], pairs[IPV4 | IPV6], pairs[IPV4]);
    }
}
