package io.github.tracker6.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.PeerRole;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotReaderTest {
    private final List<String> endpoints = new ArrayList<>();

    @Test
    void anEndpointOfAFileFromBeforeReachabilityIsReadWithTheTagThatIsKept() throws SnapshotFormat.BrokenException {
        int flags = Change.numberOf(PeerRole.SEEDER) | SnapshotFormat.FINISHED_FLAG | SnapshotFormat.IPV6_FLAG;
        long tagOf39Bits = 0x7654321fedcba987L >>> (Long.SIZE - 39);
        new SnapshotReader(sink()).read(snapshot(flags, tagOf39Bits));
        assertThat(endpoints).containsExactly(text(PeerState.tagOf(0x7654321fedcba987L), PeerState.UNKNOWN));
    }

    @Test
    void aReachabilityThatThisVersionDoesNotKnowIsUnknown() throws SnapshotFormat.BrokenException {
        for (int reach : new int[] {PeerState.REACHED, PeerState.NOT_REACHED, 3}) {
            int flags = Change.numberOf(PeerRole.SEEDER)
                    | SnapshotFormat.FINISHED_FLAG
                    | SnapshotFormat.IPV6_FLAG
                    | reach << SnapshotFormat.REACH_SHIFT;
            new SnapshotReader(sink()).read(snapshot(flags, 4));
        }
        assertThat(endpoints)
                .containsExactly(
                        text(1, PeerState.REACHED), text(1, PeerState.NOT_REACHED), text(1, PeerState.UNKNOWN));
    }

    private static byte[] snapshot(int flags, long tag) {
        SnapshotWriter writer = new SnapshotWriter(false);
        writer.head(1, 2, null);
        writer.beginBlock(SnapshotFormat.SWARMS);
        writer.putLong(1);
        writer.putLong(2);
        writer.putInt(3);
        writer.putInt(0);
        writer.putByte(0);
        writer.putByte(1);
        writer.putByte(flags);
        writer.putByte(0);
        writer.putByte((int) (tag >>> Integer.SIZE));
        writer.putInt((int) tag);
        writer.putByte(0x1a);
        writer.putByte(0xe1);
        writer.putLong(7);
        writer.putLong(8);
        writer.endBlock();
        writer.end();
        return writer.take(1 << 18);
    }

    private SnapshotReader.Sink sink() {
        return new SnapshotReader.Sink() {
            @Override
            public void head(SnapshotFormat.Head head) {}

            @Override
            public void swarm(Change swarm, int downloaded) {}

            @Override
            public void endpoint(Change announce, int ageTicks) {
                assertThat(announce.family).isEqualTo(AddressFamily.IPV6);
                assertThat(announce.port).isEqualTo(6881);
                assertThat(announce.finished).isTrue();
                endpoints.add(text(announce.tag, announce.reach));
            }
        };
    }

    private static String text(long tag, int reach) {
        return tag + " " + reach;
    }
}
