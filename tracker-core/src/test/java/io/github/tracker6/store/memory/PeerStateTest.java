package io.github.tracker6.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.PeerRole;
import io.github.tracker6.Reachability;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerStateTest {
    @Test
    void everyFieldIsReadAsItWasWritten() {
        for (int seen : new int[] {0, 1, 0xfff}) {
            for (long tag : new long[] {0, 1, PeerState.TAG_MASK}) {
                for (boolean flag : new boolean[] {false, true}) {
                    for (int traits : allTraits()) {
                        long state = PeerState.withReturned(PeerState.of(seen, tag, flag, traits), !flag);
                        assertThat(state >>> (Byte.SIZE * PeerState.BYTES)).isZero();
                        assertThat(PeerState.seen(state)).isEqualTo(seen);
                        assertThat(PeerState.tag(state)).isEqualTo(tag);
                        assertThat(PeerState.finished(state)).isEqualTo(flag);
                        assertThat(PeerState.returned(state)).isEqualTo(!flag);
                        assertThat(PeerState.traits(state)).isEqualTo(traits);
                    }
                }
            }
        }
    }

    @Test
    void theGroupFollowsFromTheTraits() {
        for (PeerRole role : PeerRole.values()) {
            int ofRole = switch (role) {
                case DOWNLOADER -> PeerState.DOWNLOADER_GROUPS;
                case PARTIAL_SEED -> PeerState.PARTIAL_SEED_GROUPS;
                case SEEDER -> PeerState.SEEDER_GROUPS;
            };
            for (Reachability reachability : Reachability.values()) {
                int reach = PeerState.reachOf(reachability);
                boolean closed = reachability == Reachability.NOT_REACHED;
                assertGroup(PeerState.traitsOf(role, false, reach), ofRole & PeerState.SINGLE_GROUPS);
                assertGroup(
                        PeerState.traitsOf(role, true, reach),
                        ofRole & (closed ? PeerState.CLOSED_GROUPS : PeerState.OPEN_GROUPS));
            }
        }
    }

    private static void assertGroup(int traits, int only) {
        assertThat(1 << PeerState.group(traits)).isEqualTo(only);
        assertThat(1 << PeerState.group(PeerState.of(0xfff, PeerState.TAG_MASK, true, traits)))
                .isEqualTo(only);
    }

    @Test
    void roleAndReachabilityAreReadFromTheTraits() {
        for (PeerRole role : PeerRole.values()) {
            for (boolean linked : new boolean[] {false, true}) {
                for (Reachability reachability : Reachability.values()) {
                    int traits = PeerState.traitsOf(role, linked, PeerState.reachOf(reachability));
                    assertThat(PeerState.role(traits)).isEqualTo(role);
                    assertThat(PeerState.linked(traits)).isEqualTo(linked);
                    assertThat(PeerState.reachability(PeerState.reach(traits))).isEqualTo(reachability);
                }
            }
        }
    }

    @Test
    void anIpv6EndpointThatLosesItsPartnerKeepsItsReachability() {
        long state = PeerState.of(1, 2, true, PeerState.traitsOf(PeerRole.SEEDER, true, PeerState.NOT_REACHED));
        assertThat(PeerState.traits(PeerState.unlinked(state, PeerRecords.IPV6)))
                .isEqualTo(PeerState.traitsOf(PeerRole.SEEDER, false, PeerState.NOT_REACHED));
        assertThat(PeerState.traits(PeerState.unlinked(state, PeerRecords.IPV4)))
                .isEqualTo(PeerState.traitsOf(PeerRole.SEEDER, false, PeerState.UNKNOWN));
    }

    @Test
    void aTagIsZeroOnlyForAHostWithout() {
        assertThat(PeerState.tagOf(0)).isZero();
        assertThat(PeerState.tagOf(1)).isEqualTo(1);
        assertThat(PeerState.tagOf(-1)).isEqualTo(PeerState.TAG_MASK);
    }

    private static List<Integer> allTraits() {
        List<Integer> all = new ArrayList<>();
        for (PeerRole role : PeerRole.values()) {
            for (int reach = PeerState.UNKNOWN; reach <= PeerState.NOT_REACHED; reach++) {
                all.add(PeerState.traitsOf(role, false, reach));
                all.add(PeerState.traitsOf(role, true, reach));
            }
        }
        return all;
    }
}
