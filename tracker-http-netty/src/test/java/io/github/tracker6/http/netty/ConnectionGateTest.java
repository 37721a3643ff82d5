package io.github.tracker6.http.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.Endpoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ConnectionGateTest {
    private static long network(ConnectionGate gate, String address) {
        return gate.networkOf(Endpoint.parse((address.contains(":") ? "[" + address + "]" : address) + ":1"));
    }

    @Test
    void theTotalIsCapped() {
        ConnectionGate gate = new ConnectionGate(2, 64, 1_024, false, 1);
        assertThat(gate.enter()).isTrue();
        assertThat(gate.enter()).isTrue();
        assertThat(gate.enter()).isFalse();
        gate.leave();
        assertThat(gate.enter()).isTrue();
        assertThat(gate.enter()).isFalse();
    }

    @Test
    void oneIpv4AddressAndOneIpv6NetworkHold64Each() {
        ConnectionGate gate = new ConnectionGate(16_384, 64, 1_024, false, 1);
        for (String address : List.of("8.8.8.8", "2600::1", "::1")) {
            for (int i = 0; i < 64; i++) {
                assertThat(gate.enter(network(gate, address))).isTrue();
            }
            assertThat(gate.enter(network(gate, address))).isFalse();
        }
        assertThat(gate.enter(network(gate, "2600::ffff:ffff:ffff:ffff"))).isFalse();
        assertThat(gate.enter(network(gate, "2600:0:0:1::1"))).isTrue();
        assertThat(gate.enter(network(gate, "8.8.8.9"))).isTrue();
        gate.leave(network(gate, "8.8.8.8"));
        assertThat(gate.enter(network(gate, "8.8.8.8"))).isTrue();
        assertThat(gate.enter(network(gate, "8.8.8.8"))).isFalse();
    }

    @Test
    void oneIpv6SiteOf48BitsHolds1024OverAllItsNetworks() {
        ConnectionGate gate = new ConnectionGate(16_384, 64, 1_024, false, 1);
        int entered = 0;
        for (int network = 0; network < 266; network++) {
            for (int i = 0; i < 64; i++) {
                entered += gate.enter(network(gate, "2600:1:2:%x::1".formatted(network))) ? 1 : 0;
            }
        }
        assertThat(entered).isEqualTo(1_024);
        assertThat(gate.enter(network(gate, "2600:1:3::1"))).isTrue();
        assertThat(gate.enter(network(gate, "8.8.8.8"))).isTrue();
        long first = network(gate, "2600:1:2::1");
        gate.leave(first);
        assertThat(gate.enter(network(gate, "2600:1:2:109::1"))).isTrue(); // refused before, and took nothing
        assertThat(gate.enter(first)).isFalse();
    }

    @Test
    void theTotalIsExceededOnlyForConnectionsThatGiveWay() {
        ConnectionGate gate = new ConnectionGate(2, 64, 1_024, false, 1);
        for (int i = 0; i < 2; i++) {
            assertThat(gate.enter()).isTrue();
        }
        for (int i = 0; i < 2; i++) {
            assertThat(gate.enterForAnother()).isTrue();
        }
        assertThat(gate.enterForAnother()).isFalse();
        gate.leave();
        assertThat(gate.enter()).isFalse();
        gate.leave();
        gate.leave();
        assertThat(gate.enter()).isTrue();
    }

    @Test
    void addressesThatOnlyTheLanOptionAdmitsAreExemptWithIt() {
        ConnectionGate lan = new ConnectionGate(1_000, 1, 1, true, 1);
        ConnectionGate open = new ConnectionGate(1_000, 1, 1, false, 1);
        for (String address :
                List.of("127.0.0.1", "::1", "192.168.0.1", "10.0.0.1", "fd00::1", "fe80::1", "2001:db8::1")) {
            assertThat(network(lan, address)).isEqualTo(ConnectionGate.EXEMPT);
            assertThat(network(open, address)).isNotEqualTo(ConnectionGate.EXEMPT);
        }
        assertThat(network(lan, "2600::1")).isNotEqualTo(ConnectionGate.EXEMPT);
        for (int i = 0; i < 10; i++) {
            assertThat(lan.enter(ConnectionGate.EXEMPT)).isTrue();
        }
    }

    @Property
    void countsLikeAMapForAnySequence(
            @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 23) Integer> steps, @ForAll long seed) {
        NetworkCounts counts = new NetworkCounts(8, 3, seed);
        Map<Long, Integer> model = new HashMap<>();
        for (int step : steps) {
            long network = 1L + step % 12;
            int count = model.getOrDefault(network, 0);
            if (step < 12) {
                assertThat(counts.enter(network)).isEqualTo(count < 3);
                model.put(network, Math.min(3, count + 1));
            } else if (count > 0) {
                counts.leave(network);
                model.put(network, count - 1);
            }
        }
    }

    @Test
    void connectionsStayWithin80PercentOfTheDescriptors() {
        assertThat(ConnectionGate.maxTotal(16_384, 1_000)).isEqualTo(800);
        assertThat(ConnectionGate.maxTotal(16_384, 1_000_000)).isEqualTo(16_384);
        assertThat(ConnectionGate.maxTotal(16_384, Long.MAX_VALUE)).isEqualTo(16_384);
        assertThat(ConnectionGate.maxTotal(16_384, 1)).isEqualTo(1);
    }
}
