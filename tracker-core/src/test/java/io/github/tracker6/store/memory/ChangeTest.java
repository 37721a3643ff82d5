package io.github.tracker6.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.PeerRole;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChangeTest {
    private final Random random = new Random(1);
    private final byte[] bytes = new byte[2 * Change.MAX_BYTES];

    @Test
    void everyChangeIsReadAsItWasWritten() {
        for (int i = 0; i < 10_000; i++) {
            Change written = random();
            int end = written.write(bytes, 5);
            Change read = new Change();
            assertThat(read.read(bytes, 5, end)).isEqualTo(end);
            assertThat(text(read)).isEqualTo(text(written));
        }
    }

    @Test
    void anEndpointTakes34BytesOverIpv4And46OverIpv6() {
        Change change = endpoint(Change.Kind.ANNOUNCE, AddressFamily.IPV4);
        change.tag = 1;
        assertThat(change.write(bytes, 0)).isEqualTo(34);
        change.family = AddressFamily.IPV6;
        assertThat(change.write(bytes, 0)).isEqualTo(46);
    }

    @Test
    void anAnnounceTakesNoMoreWhereItIsKnownWhetherItsEndpointCanBeReached() {
        Change change = endpoint(Change.Kind.ANNOUNCE, AddressFamily.IPV6);
        change.tag = PeerState.TAG_MASK;
        change.reach = PeerState.NOT_REACHED;
        assertThat(change.write(bytes, 0)).isEqualTo(46);
        change.tag = 0;
        assertThat(change.write(bytes, 0)).isEqualTo(46);
        change.reach = PeerState.UNKNOWN;
        assertThat(change.write(bytes, 0)).isEqualTo(41);
    }

    @Test
    void aChangeOfReachabilityIsOfAKindThatOtherVersionsPassOver() {
        Change change = endpoint(Change.Kind.REACH, AddressFamily.IPV6);
        int end = change.write(bytes, 0);
        assertThat(end).isEqualTo(47);
        assertThat(bytes[1]).as("a kind with flags of its own").isEqualTo((byte) 3);
        assertThat(bytes[2]).as("none of those that count").isEqualTo((byte) 3);
        assertThat(Change.settles(bytes, 0)).isFalse();
    }

    @Test
    void bytesThatAreNoChangeAreRefused() {
        Change read = new Change();
        for (int i = 0; i < 100_000; i++) {
            random.nextBytes(bytes);
            int end = random.nextInt(bytes.length);
            int next = read.read(bytes, 0, end);
            assertThat(next).isLessThanOrEqualTo(end).isNotZero();
        }
        for (int i = 0; i < 1_000; i++) {
            int end = random().write(bytes, 0);
            for (int cut = 0; cut < end; cut++) {
                assertThat(read.read(bytes, 0, cut)).isEqualTo(-1);
            }
        }
    }

    @Test
    void aKindOfALaterVersionIsPassedOver() {
        Arrays.fill(bytes, (byte) 7);
        bytes[0] = 50;
        bytes[1] = 3;
        bytes[2] = 77;
        Change read = new Change();
        assertThat(read.read(bytes, 0, bytes.length)).isEqualTo(50);
        assertThat(read.kind).isEqualTo(Change.Kind.UNKNOWN);
    }

    @Test
    void aChangeIsTakenBackInPlace() {
        int end = random().write(bytes, 0);
        Change.setNothing(bytes, 0);
        Change read = new Change();
        assertThat(read.read(bytes, 0, end)).isEqualTo(end);
        assertThat(read.kind).isEqualTo(Change.Kind.NOTHING);
        assertThat(Change.isNothing(bytes, 0)).isTrue();
    }

    @Test
    void aDownloadIsTakenBackInPlace() {
        Change change = random();
        change.kind = Change.Kind.ANNOUNCE;
        change.port = 1;
        change.completed = true;
        int end = change.write(bytes, 0);
        assertThat(Change.settles(bytes, 0)).isTrue();
        Change.setFinishedBefore(bytes, 0);
        assertThat(Change.settles(bytes, 0)).isFalse();
        Change read = new Change();
        assertThat(read.read(bytes, 0, end)).isEqualTo(end);
        assertThat(read.completed).isFalse();
        assertThat(read.finished).isTrue();
    }

    /** Returns a change of a random endpoint that was made 25 ms after the base of its batch. */
    private Change endpoint(Change.Kind kind, AddressFamily family) {
        Change change = random();
        change.kind = kind;
        change.family = family;
        change.port = 1;
        change.offsetMillis = 25;
        return change;
    }

    private Change random() {
        Change change = new Change();
        change.kind = List.of(Change.Kind.values()).get(random.nextInt(7));
        change.head = random.nextLong();
        change.middle = random.nextLong();
        change.tail = random.nextInt();
        if (change.isOfEndpoint()) {
            change.family = change.kind == Change.Kind.REACH
                    ? AddressFamily.IPV6
                    : List.of(AddressFamily.values()).get(random.nextInt(2));
            boolean ipv6 = change.family == AddressFamily.IPV6;
            change.high = ipv6 ? random.nextLong() : 0;
            change.low = ipv6 ? random.nextLong() : random.nextInt() & 0xffffffffL;
            change.port = 1 + random.nextInt(65_535);
            change.tag = change.kind == Change.Kind.REACH || random.nextBoolean() ? 0 : 1 + (random.nextLong() >>> 28);
            change.reach = random.nextInt(3);
            change.role = List.of(PeerRole.values()).get(random.nextInt(3));
            change.finished = random.nextBoolean();
            change.completed = random.nextBoolean();
            change.offsetMillis = random.nextLong() >>> (1 + random.nextInt(63));
        } else if (change.kind != Change.Kind.NOTHING) {
            change.count = random.nextInt();
        }
        return change;
    }

    private static String text(Change change) {
        if (change.kind == Change.Kind.NOTHING) {
            return "nothing";
        }
        String swarm = change.kind + " " + change.head + " " + change.middle + " " + change.tail + " ";
        if (!change.isOfEndpoint()) {
            return swarm + change.count;
        }
        String endpoint = swarm + change.family + change.high + " " + change.low + " " + change.port + " " + change.tag
                + " " + change.reach + " " + change.offsetMillis;
        return change.isOfHost() ? endpoint + change.role + change.finished + change.completed : endpoint;
    }
}
