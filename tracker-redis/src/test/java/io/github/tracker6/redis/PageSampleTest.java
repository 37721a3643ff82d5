package io.github.tracker6.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
    private static final KnownSwarms.Large SWARM = swarm(100, 2_000);

    private final PeerUpdate update =
            Hosts.announce(Hosts.swarm(1), AddressFamily.IPV4, 1, 0).numWant(10);
    private final PageSample sample = new PageSample(SWARM, update, TICK, new Random(1));

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
            assertThat(fields.length).isLessThanOrEqualTo(last == 0 ? 4 : Math.max(80, 12 * last));
            for (byte[] field : fields) {
                asked.add(Arrays.toString(field));
            }
            last = fields.length;
        }
        assertThat(asked).doesNotHaveDuplicates().hasSize(200);
    }

    @Test
    void sparsePagesAreNotAllAskedFor() {
        PageSample sparse = new PageSample(swarm(10_000, 50), update, TICK, new Random(1));
        assertThat(sparse.firstFields().length).isLessThan(50);
    }

    /** One page is drawn by how full it is, the others not: then a set of pages is as likely as there are hosts on it. */
    @Test
    void everyHostIsEquallyLikelyHoweverFullItsPageIs() {
        int pages = 20;
        int[] hosts = new int[pages];
        int all = 0;
        for (int page = 0; page < pages; page++) {
            hosts[page] = page % 2 == 0 ? 12 : 36;
            all += hosts[page];
        }
        KnownSwarms.Large swarm = swarm(pages, all / 2);
        for (int page = 0; page < pages; page++) {
            swarm.fills().saw(2, page, hosts[page]);
            swarm.fills().saw(6, page, hosts[page]);
        }
        // How likely a host on a page is to be told, had the draw to take one of those fetched.
        double[] told = new double[pages];
        Random random = new Random(1);
        int draws = 40_000;
        for (int draw = 0; draw < draws; draw++) {
            List<Integer> fetched = new ArrayList<>();
            for (byte[] field : new PageSample(swarm, update.numWant(30), TICK, random).firstFields()) {
                if (field[0] == 2) {
                    fetched.add(field[1] << 8 | field[2]);
                }
            }
            assertThat(fetched).hasSizeBetween(2, 4);
            double there = fetched.stream().mapToInt(page -> hosts[page]).sum();
            fetched.forEach(page -> told[page] += 1 / there);
        }
        for (int page = 0; page < pages; page++) {
            assertThat(told[page] * all / draws).as("page %s", page).isCloseTo(1, within(0.08));
        }
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

    private static KnownSwarms.Large swarm(int pages, int hosts) {
        ByteBuffer header = ByteBuffer.allocate(55).put((byte) SwarmKeys.LARGE).putInt(TICK);
        for (int classNumber = 1; classNumber <= 7; classNumber++) {
            boolean used = classNumber == 2 || classNumber == 6;
            header.putShort((short) (used ? pages : 1)).putInt(used ? hosts : 0);
        }
        return new KnownSwarms.Large(new SwarmState(header.array()), new PageFills());
    }
}
