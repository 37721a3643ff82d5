package io.github.tracker6.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.EndpointList;
import io.github.tracker6.store.PeerUpdate;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PageSampleTest {
    private static final int TICK = 1_000_000;

    /** A large swarm whose classes of IPv4 and of both families have 100 pages each, of others. */
    private static final SwarmState HEADER = header(100, 2_000);

    private final PeerUpdate update =
            Hosts.announce(Hosts.swarm(1), AddressFamily.IPV4, 1, 0).numWant(10);
    private final PageSample sample = new PageSample(HEADER, update, TICK, new Random(1));

    @Test
    void aHostThatChangedItsPageBetweenFetchesIsToldOnce() {
        sample.add(contents(sample.firstFields(), 2, 14));
        sample.add(contents(sample.moreFields(), 6, 34));
        Candidates candidates = new Candidates(update, TICK, 1, new Random(1));
        sample.addTo(candidates);
        List<Integer> told = new ArrayList<>();
        EndpointList list = new EndpointList(AddressFamily.IPV4);
        candidates.drawAll(AddressFamily.IPV4, 10, list);
        list.toList().forEach(peer -> told.add(Hosts.host(peer)));
        assertThat(told).containsExactly(7);
        assertThat(candidates.toldOfDuals()).isTrue();
    }

    @Test
    void moreIsAskedForStepByStepAndNothingTwice() {
        List<String> asked = new ArrayList<>();
        int last = 0;
        for (byte[][] fields = sample.firstFields(); fields.length > 0; fields = sample.moreFields()) {
            assertThat(fields.length).isLessThanOrEqualTo(last == 0 ? 30 : 12 * last);
            for (byte[] field : fields) {
                asked.add(Arrays.toString(field));
            }
            last = fields.length;
        }
        assertThat(asked).doesNotHaveDuplicates().hasSize(200);
    }

    @Test
    void sparsePagesAreNotAllAskedFor() {
        PageSample sparse = new PageSample(header(10_000, 50), update, TICK, new Random(1));
        assertThat(sparse.firstFields().length).isLessThan(50);
    }

    /** Returns pages of which the first of a class holds host 7. */
    private static List<byte[]> contents(byte[][] fields, int classNumber, int size) {
        List<byte[]> contents = new ArrayList<>(Collections.nCopies(fields.length, null));
        ByteBuffer page = ByteBuffer.allocate(Records.PAGE_HEADER + size)
                .putInt(TICK)
                .putShort((short) TICK)
                .put(new byte[] {9, 9, 9, 9, 9, 0})
                .putInt((int) Hosts.endpoint(AddressFamily.IPV4, 7).addressLow())
                .putShort((short) 6881)
                .putShort((short) TICK);
        if (classNumber > 4) {
            page.putLong(Hosts.endpoint(AddressFamily.IPV6, 7).addressHigh())
                    .putLong(1)
                    .putShort((short) 6881)
                    .putShort((short) TICK);
        }
        for (int i = 0; i < fields.length; i++) {
            if (fields[i][0] == classNumber) {
                contents.set(i, page.array());
                return contents;
            }
        }
        throw new IllegalStateException("no page of class " + classNumber);
    }

    private static SwarmState header(int pages, int hosts) {
        ByteBuffer header = ByteBuffer.allocate(55).put((byte) SwarmKeys.LARGE).putInt(TICK);
        for (int classNumber = 1; classNumber <= 7; classNumber++) {
            boolean used = classNumber == 2 || classNumber == 6;
            header.putShort((short) (used ? pages : 1)).putInt(used ? hosts : 0);
        }
        return new SwarmState(header.array());
    }
}
