package io.github.tracker6.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PopulationTest {
    @ParameterizedTest
    @CsvSource({"udp://127.0.0.1:6969, 1", "udp://127.0.0.1:6969, 3", "udp://[::1]:6969, 1", "udp://[::1]:6969, 3"})
    void thePeerOfEachEndpointIsFound(String target, int threads) throws Exception {
        LoadPlan plan = plan(target, 7, 1_000, threads);
        Set<ByteBuffer> hashes = new HashSet<>();
        int peers = 0;
        for (int generator = 0; generator < threads; generator++) {
            Sources sources = Sources.towards(null, plan.target().address(), 5, 5 * generator);
            Population population = new Population(plan, sources, generator);
            for (int peer = 0; peer < population.peers(); peer++) {
                int swarm = population.swarmOf(peer);
                byte[] address = sources.bindAddress(population.socketOf(peer))
                        .getAddress()
                        .getAddress();
                assertThat(find(population, swarm, address, population.portOf(peer)))
                        .isEqualTo(peer);
                assertThat(find(population, swarm, address, 0)).isEqualTo(-1);
                assertThat(find(population, swarm, address, 0xffff)).isEqualTo(-1);
                address[0]++;
                assertThat(find(population, swarm, address, population.portOf(peer)))
                        .isEqualTo(-1);
            }
            for (int swarm = 0; swarm < population.swarms(); swarm++) {
                ByteBuffer hash = ByteBuffer.allocate(20);
                population.putInfoHash(swarm, hash);
                hashes.add(hash.flip());
            }
            peers += population.peers();
        }
        assertThat(peers).isEqualTo(1_000);
        assertThat(hashes).hasSize(7);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.7, 1, 2})
    void sizesFollowZipfAndHaveTheRightSum(double zipf) {
        int[] sizes = Population.sizes(plan("udp://[::1]:1", 100, 12_345, 1, zipf));

        assertThat(Arrays.stream(sizes).sum()).isEqualTo(12_345);
        assertThat((double) sizes[0] / sizes[9]).isBetween(0.95 * Math.pow(10, zipf), 1.05 * Math.pow(10, zipf));
    }

    @ParameterizedTest
    @CsvSource({"64511, true", "64512, false"})
    void aSwarmMustFitIntoThePortsOfItsAddresses(int peers, boolean fits) throws Exception {
        LoadPlan plan = plan("udp://[::1]:1", 1, peers, 1);
        Sources sources = Sources.towards(null, plan.target().address(), 5, 0);

        if (fits) {
            assertThat(new Population(plan, sources, 0).portOf(peers - 1)).isEqualTo(0xffff);
        } else {
            assertThatThrownBy(() -> new Population(plan, sources, 0)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void theIndexOfEachConsecutiveSourceIsFound() throws Exception {
        for (String first : new String[] {"fd36::1:0", "192.0.2.16"}) {
            Sources sources = Sources.towards(InetAddresses.forString(first), new InetSocketAddress(first, 1), 5, 5);

            assertThat(sources.addresses()).isEqualTo(5);
            assertThat(sources.bindAddress(4).getAddress())
                    .isEqualTo(InetAddresses.forString(first.equals("192.0.2.16") ? "192.0.2.25" : "fd36::1:9"));
            for (int socket = 0; socket < 5; socket++) {
                ByteBuffer bytes =
                        ByteBuffer.wrap(sources.bindAddress(socket).getAddress().getAddress());
                assertThat(indexOf(sources, bytes)).isEqualTo(socket);
                bytes.put(bytes.capacity() - 1, (byte) (bytes.get(bytes.capacity() - 1) + 5));
                assertThat(indexOf(sources, bytes)).isEqualTo(-1);
            }
        }
    }

    private static int indexOf(Sources sources, ByteBuffer address) {
        return address.capacity() == 4
                ? sources.indexOf(address.getInt(0))
                : sources.indexOf(address.getLong(0), address.getLong(8));
    }

    private static int find(Population population, int swarm, byte[] address, int port) {
        ByteBuffer bytes = ByteBuffer.wrap(address);
        return address.length == 4
                ? population.peerAt(swarm, bytes.getInt(0), port)
                : population.peerAt(swarm, bytes.getLong(0), bytes.getLong(8), port);
    }

    private static LoadPlan plan(String target, int swarms, int peers, int threads) {
        return plan(target, swarms, peers, threads, 1);
    }

    private static LoadPlan plan(String target, int swarms, int peers, int threads, double zipf) {
        return new LoadPlan(
                Target.parse(target),
                0,
                true,
                1,
                Duration.ZERO,
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                swarms,
                peers,
                zipf,
                0.5,
                0,
                50,
                5 * threads,
                null,
                threads,
                false,
                false,
                false,
                1,
                List.of(),
                0);
    }
}
