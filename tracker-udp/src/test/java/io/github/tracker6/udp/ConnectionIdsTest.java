package io.github.tracker6.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ConnectionIdsTest {
    private static final long EPOCH = ConnectionIds.EPOCH_MILLIS;
    private static final long PREFIX = 0x2001_0db8_0000_0001L;

    private final ConnectionIds ids = new ConnectionIds(1, 2);

    @Test
    void anIdOfTheCurrentEpochOrTheTwoBeforeIsAccepted() {
        long id = ids.idAt(10 * EPOCH, AddressFamily.IPV6, PREFIX, 7);

        assertThat(ids.accepts(id, 10 * EPOCH, AddressFamily.IPV6, PREFIX, 7)).isTrue();
        assertThat(ids.accepts(id, 11 * EPOCH, AddressFamily.IPV6, PREFIX, 7)).isTrue();
        assertThat(ids.accepts(id, 13 * EPOCH - 1, AddressFamily.IPV6, PREFIX, 7))
                .isTrue();
    }

    /** Another tracker confused seconds with nanoseconds, so its ids lived for 18 hours; another ignored the time. */
    @Test
    void anIdExpiresAtTheEndOfTheSecondEpochAfterItsOwn() {
        long id = ids.idAt(10 * EPOCH, AddressFamily.IPV6, PREFIX, 7);

        assertThat(ids.accepts(id, 13 * EPOCH, AddressFamily.IPV6, PREFIX, 7)).isFalse();
        assertThat(ids.accepts(id, 1_000 * EPOCH, AddressFamily.IPV6, PREFIX, 7))
                .isFalse();
    }

    @Test
    void anIdLivesForFourMinutesAtLeastAndSixAtMost() {
        long late = ids.idAt(11 * EPOCH - 1, AddressFamily.IPV4, 0, 7);
        assertThat(ids.accepts(late, 11 * EPOCH - 1 + 240_000, AddressFamily.IPV4, 0, 7))
                .isTrue();
        assertThat(ids.accepts(late, 11 * EPOCH - 1 + 360_000, AddressFamily.IPV4, 0, 7))
                .isFalse();
    }

    @Test
    void anIdOfTheNextEpochIsRefused() {
        long id = ids.idAt(11 * EPOCH, AddressFamily.IPV4, 0, 7);

        assertThat(ids.accepts(id, 11 * EPOCH - 1, AddressFamily.IPV4, 0, 7)).isFalse();
    }

    @Test
    void anIdIsAcceptedFromEveryAddressOfItsIpv6SiteOnly() {
        long id = ids.idAt(0, AddressFamily.IPV6, PREFIX, 7);

        assertThat(ids.accepts(id, 0, AddressFamily.IPV6, PREFIX, 8)).isTrue();
        assertThat(ids.accepts(id, 0, AddressFamily.IPV6, PREFIX + 1, 7)).isFalse();
    }

    @Test
    void anIdIsAcceptedFromItsIpv4AddressOnly() {
        long id = ids.idAt(0, AddressFamily.IPV4, 0, 0xc000_0201L);

        assertThat(ids.accepts(id, 0, AddressFamily.IPV4, 0, 0xc000_0201L)).isTrue();
        assertThat(ids.accepts(id, 0, AddressFamily.IPV4, 0, 0xc000_0202L)).isFalse();
    }

    @Test
    void anIpv4AddressAndTheIpv6AddressWithTheSameBitsHaveDifferentIds() {
        long id = ids.idAt(0, AddressFamily.IPV4, 0, 0xc000_0201L);

        assertThat(ids.accepts(id, 0, AddressFamily.IPV6, 0, 0xc000_0201L)).isFalse();
    }

    @Test
    void serversWithOneKeyAcceptEachOthersIds() {
        long id = new ConnectionIds(1, 2).idAt(0, AddressFamily.IPV6, PREFIX, 7);

        assertThat(ids.accepts(id, 0, AddressFamily.IPV6, PREFIX, 7)).isTrue();
        assertThat(new ConnectionIds(1, 3).accepts(id, 0, AddressFamily.IPV6, PREFIX, 7))
                .isFalse();
        assertThat(new ConnectionIds(3, 2).accepts(id, 0, AddressFamily.IPV6, PREFIX, 7))
                .isFalse();
    }

    @Test
    void all64BitsAreUsed() {
        long ones = 0;
        long zeros = 0;
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            long id = ids.idAt(0, AddressFamily.IPV4, 0, i);
            ones |= id;
            zeros |= ~id;
            seen.add(id);
        }
        assertThat(ones).isEqualTo(-1L);
        assertThat(zeros).isEqualTo(-1L);
        assertThat(seen).hasSize(1_000);
    }

    @Property
    boolean noSingleBitMayDiffer(@ForAll long high, @ForAll long low) {
        long id = ids.idAt(0, AddressFamily.IPV6, high, low);
        for (int bit = 0; bit < Long.SIZE; bit++) {
            if (ids.accepts(id ^ 1L << bit, 0, AddressFamily.IPV6, high, low)) {
                return false;
            }
        }
        return true;
    }

    /** A reply begins with its action, so no reply is taken for a request (CVE-2024-2169). */
    @Property
    boolean noIdBeginsLikeAReply(@ForAll @IntRange(max = 4) int action, @ForAll int transactionId) {
        long reply = (long) action << 32 | Integer.toUnsignedLong(transactionId);
        return ConnectionIds.distinctFromReply(reply) >>> 32 > UdpWire.ACTION_ANNOUNCE6;
    }

    @Test
    void anIdThatDoesNotBeginLikeAReplyIsNotChanged() {
        assertThat(ConnectionIds.distinctFromReply(5L << 32)).isEqualTo(5L << 32);
        assertThat(ConnectionIds.distinctFromReply(-1)).isEqualTo(-1);
    }
}
