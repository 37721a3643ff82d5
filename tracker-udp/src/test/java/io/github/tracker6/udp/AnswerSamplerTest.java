package io.github.tracker6.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.engine.AnswerTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnswerSamplerTest {
    private final AnswerTimes times = new AnswerTimes();
    private final AnswerSampler sampler = new AnswerSampler(times);
    private final List<Long> recorded = new ArrayList<>();

    @Test
    void choosesNoneWhileNothingObserves() {
        assertThat(chosen(1_000)).isZero();
    }

    @Test
    void choosesOneAnnounceIn64() {
        times.add(recorded::add);

        assertThat(chosen(63)).isZero();
        assertThat(chosen(1)).isEqualTo(1);
        assertThat(chosen(64 * 10)).isEqualTo(10);
        assertThat(recorded).hasSize(11).allSatisfy(nanos -> assertThat(nanos).isNotNegative());
    }

    @Test
    void datagramsThatAreNoAnnouncesCountForNothing() {
        times.add(recorded::add);
        for (int i = 0; i < 1_000; i++) {
            sampler.received();
            sampler.answered();
        }

        assertThat(chosen(63)).isZero();
        for (int i = 0; i < 10; i++) {
            sampler.received();
            sampler.answered();
        }
        assertThat(chosen(1)).isEqualTo(1);
    }

    @Test
    void ofDatagramsThatCameTogetherTheFirstAnnounceIsChosen() {
        times.add(recorded::add);
        chosen(63);

        sampler.received();
        assertThat(IntStream.range(0, 32).filter(i -> sampler.announce())).containsExactly(0);
        assertThat(recorded).isEmpty();
        sampler.answered();

        assertThat(recorded).hasSize(1);
    }

    @Test
    void aFailureLeavesNothingToTheNextDatagrams() {
        times.add(recorded::add);
        chosen(63);
        sampler.received();
        assertThat(sampler.announce()).isTrue(); // and no reply follows

        sampler.received();
        sampler.answered();

        assertThat(recorded).isEmpty();
    }

    @Test
    void observersComeAndGo() {
        List<Long> others = new ArrayList<>();
        times.add(recorded::add);
        times.add(others::add);
        times.record(1);
        times.remove(others::add); // another object
        times.record(2);

        assertThat(recorded).containsExactly(1L, 2L);
        assertThat(others).containsExactly(1L, 2L);
    }

    private long chosen(int announces) {
        long chosen = 0;
        for (int i = 0; i < announces; i++) {
            sampler.received();
            chosen += sampler.announce() ? 1 : 0;
            sampler.answered();
        }
        return chosen;
    }
}
