package io.github.tracker6.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.InfoHash;
import org.junit.jupiter.api.Test;

class PlacesTest {
    private final Places places = new Places();

    @Test
    void itKnowsWhereHostsAreUntilItForgets() {
        for (int host = 1; host <= 100_000; host++) {
            places.put(Hosts.swarm(host % 7), host, 6 * Places.NUMBERS + host);
        }
        for (int host = 1; host <= 100_000; host++) {
            int place = places.get(Hosts.swarm(host % 7), host);
            assertThat(Places.classNumber(place)).isEqualTo(6);
            assertThat(Places.number(place)).isEqualTo(host);
        }
        places.put(Hosts.swarm(1), 1, 0);
        assertThat(places.get(Hosts.swarm(1), 1)).isZero();
        assertThat(places.get(Hosts.swarm(1), 2)).isZero();
        assertThat(places.get(Hosts.swarm(1), 8)).isNotZero();
    }

    @Test
    void whoComesLastIsKnownHoweverManyThereAre() {
        int hosts = 3_000_000;
        InfoHash swarm = Hosts.swarm(1);
        InfoHash another = Hosts.swarm(2);
        for (int host = 1; host <= hosts; host++) {
            places.put(swarm, host, Places.NUMBERS + host % 1000);
            if (host % 100 == 0) {
                assertThat(places.get(swarm, host)).isEqualTo(Places.NUMBERS + host % 1000);
            }
        }
        for (int host = 1; host <= hosts; host++) {
            // Of somebody else, who is not known.
            places.put(another, host, 0);
        }
        int known = 0;
        for (int host = 1; host <= hosts; host++) {
            int place = places.get(swarm, host);
            assertThat(place).isIn(0, Places.NUMBERS + host % 1000);
            known += place == 0 ? 0 : 1;
        }
        assertThat(known).isGreaterThan(1_800_000);
    }
}
