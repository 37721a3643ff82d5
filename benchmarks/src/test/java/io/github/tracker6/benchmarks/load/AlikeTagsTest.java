package io.github.tracker6.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlikeTagsTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "2, 0", "524, 0", "525, 1", "10000, 1", "100000, 3", "1000000, 16", "3000000, 63"})
    void aSwarmMayLackWhatAMillionSwarmsOfItsSizeLackOnce(int hosts, int most) {
        assertThat(AlikeTags.most(hosts)).isEqualTo(most);
    }

    @Test
    void theLargestSwarmsMayLackLittleMoreThanTheMean() {
        for (int hosts = 1_000_000; hosts < 100_000_000; hosts += 1_000_000) {
            double mean = 0.5 * hosts * (hosts - 1) / (1L << 37);
            assertThat((double) AlikeTags.most(hosts))
                    .isBetween(mean + 4 * Math.sqrt(mean), mean + 7 * Math.sqrt(mean));
        }
    }
}
