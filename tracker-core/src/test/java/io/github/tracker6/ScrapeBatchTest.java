package io.github.tracker6;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class ScrapeBatchTest {
    private final ScrapeBatch batch = new ScrapeBatch();

    @Test
    void growsAndKeepsOrderAndRepeats() {
        for (int i = 0; i < 100; i++) {
            batch.add(InfoHash.of(i % 10, -i, i));
            batch.setCounts(i, i, 2 * i, 3 * i, 4 * i);
        }
        assertThat(batch.size()).isEqualTo(100);
        for (int i = 0; i < 100; i++) {
            assertThat(batch.infoHash(i)).isEqualTo(InfoHash.of(i % 10, -i, i));
            assertThat(batch.known(i)).isTrue();
            assertThat(batch.complete(i)).isEqualTo(i);
            assertThat(batch.incomplete(i)).isEqualTo(2 * i);
            assertThat(batch.downloaded(i)).isEqualTo(3 * i);
            assertThat(batch.downloaders(i)).isEqualTo(4 * i);
        }
    }

    @Test
    void hostsAreCountedByFamiliesAndReachability() {
        HostCounts counts = new HostCounts(1, 2, 3, 4, 5, 6, 7);
        for (int i = 0; i < 20; i++) {
            batch.add(i, 2, 3);
        }
        batch.families(19, counts);
        batch.families(18, 8, 9, 10);
        assertThat(batch.families(19)).isEqualTo(counts);
        assertThat(batch.ipv4Hosts(19)).isEqualTo(1);
        assertThat(batch.ipv6Hosts(19)).isEqualTo(9);
        assertThat(batch.dualStackHosts(19)).isEqualTo(18);
        assertThat(batch.families(18)).isEqualTo(HostCounts.ofFamilies(8, 9, 10));
        assertThat(batch.families(17)).isEqualTo(HostCounts.NONE);
    }

    @Test
    void isUnknownUntilFound() {
        batch.add(1, 2, 3);
        assertThat(batch.known(0)).isFalse();
        assertThat(batch.hidden(0)).isFalse();
        assertThat(batch.complete(0) + batch.incomplete(0) + batch.downloaded(0) + batch.downloaders(0))
                .isZero();
    }

    @Test
    void whatIsHiddenStaysUnknown() {
        batch.add(1, 2, 3).add(4, 5, 6);
        batch.hide(1);
        assertThat(batch.hidden(1)).isTrue();
        assertThat(batch.known(1)).isFalse();
        assertThat(batch.hidden(0)).isFalse();
    }

    @Test
    void nothingIsLeftAfterReset() {
        batch.add(1, 2, 3);
        batch.setCounts(0, 1, 2, 3, 4);
        var unused = batch.reject(Rejection.UNAVAILABLE);
        assertThat(batch.reset().size()).isZero();
        assertThat(batch.rejection()).isNull();
        batch.add(4, 5, 6);
        assertThat(batch.known(0)).isFalse();
        assertThat(batch.incomplete(0)).isZero();
    }

    @Test
    void itsOwnStageIsCompleteWithIt() {
        assertThat(batch.done()).isCompletedWithValue(batch);
        assertThat(batch.reject(Rejection.UNAVAILABLE)).isSameAs(batch.done());
        assertThat(batch.rejection()).isEqualTo(Rejection.UNAVAILABLE);
    }

    @Test
    void theTextHasNumbersOrTheRefusal() {
        batch.add(1, 2, 3).add(4, 5, 6).add(7, 8, 9);
        batch.setCounts(1, 1, 2, 3, 4);
        batch.hide(2);
        assertThat(batch).hasToString("ScrapeBatch[infoHashes=3, known=1]");
        var unused = batch.reject(Rejection.UNAVAILABLE);
        assertThat(batch.toString()).contains("UNAVAILABLE");
    }

    @Test
    void anIndexBeyondTheSizeIsRefusedThoughTheArrayIsLonger() {
        batch.add(1, 2, 3);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> batch.known(1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> batch.complete(-1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> batch.hashHead(1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> batch.hide(1));
    }
}
