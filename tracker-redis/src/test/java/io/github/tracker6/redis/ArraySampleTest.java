package io.github.tracker6.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.EndpointList;
import io.github.tracker6.redis.ArraySample.Stretch;
import io.github.tracker6.store.PeerSource;
import io.github.tracker6.store.PeerUpdate;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArraySampleTest {
    private static final int TICK = 1_000_000;
    private static final int HOSTS = 2_000;

    /** Of a large swarm with 2,000 hosts with IPv4 and as many with both families, none of whom seed. */
    private static final SwarmState SWARM = swarm(HOSTS);

    private final Random random = new Random(1);
    private final PeerUpdate update =
            Hosts.announce(Hosts.swarm(1), AddressFamily.IPV4, 1, 0).numWant(10);
    private final ArraySample sample = new ArraySample(SWARM, update, random);

    @Test
    void aHostThatChangedItsClassBetweenFetchesIsToldOnce() {
        add(sample.first(), 2);
        add(sample.more(), 6);
        Candidates candidates = new Candidates(update, TICK, 1, random);
        sample.addTo(candidates);
        EndpointList list = new EndpointList(AddressFamily.IPV4);
        candidates.draw(list, PeerSource.Hosts.ALL, PeerSource.Roles.ALL, 10);
        assertThat(list.toList()).extracting(Hosts::host).containsExactly(7);
        assertThat(candidates.drewDualStack()).isTrue();
    }

    /** Another client may be served between two commands of one flight. */
    @Test
    void aHostThatWasMovedBetweenStretchesIsToldOnce() {
        List<byte[]> contents = new ArrayList<>();
        sample.first().forEach(stretch -> contents.add(record(stretch.classNumber())));
        assertThat(contents).hasSizeGreaterThan(1);
        sample.add(contents);
        Candidates candidates = new Candidates(update, TICK, 1, random);
        sample.addTo(candidates);
        EndpointList list = new EndpointList(AddressFamily.IPV4);
        candidates.draw(list, PeerSource.Hosts.ALL, PeerSource.Roles.ALL, 10);
        assertThat(list.toList()).extracting(Hosts::host).containsExactly(7);
    }

    @Test
    void moreIsAskedForStepByStepAndEverybodyOnce() {
        int[] asked = new int[HOSTS];
        int last = 0;
        for (List<Stretch> some = sample.first(); !some.isEmpty(); some = sample.more()) {
            int hosts = 0;
            for (Stretch stretch : some) {
                hosts += stretch.to() - stretch.from();
                for (int host : hosts(stretch, 6)) {
                    asked[host]++;
                }
            }
            assertThat(hosts).isLessThanOrEqualTo(last == 0 ? 40 : Math.max(1_700, 12 * last));
            last = hosts;
        }
        assertThat(asked).containsOnly(1);
    }

    @Test
    void aStretchGoesOnAtTheBeginningAndStaysOnItsPages() {
        boolean wrapped = false;
        for (int i = 0; i < 500; i++) {
            List<Stretch> some = new ArrayList<>(new ArraySample(SWARM, update.numWant(100), random).first());
            some.removeIf(stretch -> stretch.classNumber() != 2);
            assertThat(some.size()).isBetween(1, 3);
            for (Stretch stretch : some) {
                assertThat(stretch.from()).isBetween(0, stretch.to() - 1);
                assertThat(stretch.to()).isLessThanOrEqualTo(Records.perPage(2));
                assertThat(stretch.lastByte() + 1 - stretch.fromByte()).isEqualTo(14 * (stretch.to() - stretch.from()));
            }
            wrapped |= some.size() > 1 && some.get(some.size() - 1).page() == 0;
        }
        assertThat(wrapped).isTrue();
    }

    @Test
    void everyHostIsEquallyLikely() {
        int draws = 40_000;
        int hosts = 300;
        SwarmState swarm = swarm(hosts);
        double[] told = new double[hosts];
        int all = 0;
        for (int draw = 0; draw < draws; draw++) {
            for (Stretch stretch : new ArraySample(swarm, update.numWant(30), random).first()) {
                for (int host : hosts(stretch, 2)) {
                    told[host]++;
                    all++;
                }
            }
        }
        for (int host = 0; host < hosts; host++) {
            assertThat(told[host] * hosts / all).as("host %s", host).isCloseTo(1, within(0.08));
        }
    }

    @Test
    void whoeverCameSinceIsAmongAllOfAClass() {
        ArraySample all = new ArraySample(swarm(60), update.numWant(200), random);
        assertThat(all.first()).anySatisfy(stretch -> assertThat(stretch.to()).isGreaterThan(60));
        assertThat(all.isOf(swarm(65))).isTrue();
        assertThat(all.isOf(swarm(90))).isFalse();
        assertThat(all.isOf(SWARM)).isFalse();
    }

    private static List<Integer> hosts(Stretch stretch, int classNumber) {
        List<Integer> hosts = new ArrayList<>();
        for (int at = stretch.from(); at < stretch.to() && stretch.classNumber() == classNumber; at++) {
            int host = stretch.page() * Records.perPage(classNumber) + at;
            if (host < HOSTS) {
                hosts.add(host);
            }
        }
        return hosts;
    }

    /** Adds stretches of which the first of a class holds host 7, and nobody else. */
    private void add(List<Stretch> stretches, int classNumber) {
        List<byte[]> contents = new ArrayList<>();
        boolean added = false;
        for (Stretch stretch : stretches) {
            boolean here = !added && stretch.classNumber() == classNumber;
            contents.add(here ? record(classNumber) : new byte[0]);
            added |= here;
        }
        assertThat(added).isTrue();
        sample.add(contents);
    }

    private static byte[] record(int classNumber) {
        ByteBuffer record = ByteBuffer.allocate(3 * Records.size(classNumber))
                .put(new byte[] {9, 9, 9, 9, 9, 0})
                .putInt((int) Hosts.endpoint(AddressFamily.IPV4, 7).addressLow())
                .putShort((short) 6881)
                .putShort((short) TICK);
        if (classNumber > 4) {
            record.putLong(Hosts.endpoint(AddressFamily.IPV6, 7).addressHigh())
                    .putLong(1)
                    .putShort((short) 6881)
                    .putShort((short) TICK);
        }
        return record.array();
    }

    private static SwarmState swarm(int hosts) {
        ByteBuffer header = ByteBuffer.allocate(41).put((byte) SwarmKeys.LARGE).putInt(TICK);
        for (int classNumber = 1; classNumber <= Records.CLASSES; classNumber++) {
            header.putInt(classNumber == 2 || classNumber == 6 ? hosts : 0);
        }
        return new SwarmState(header.array());
    }
}
