package io.github.tracker6.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PageFillsTest {
    private static final int DRAWS = 100_000;

    private final PageFills fills = new PageFills();

    @Test
    void aPageIsDrawnAsOftenAsItIsFull() {
        fills.saw(1, 0, 10);
        fills.saw(1, 1, 30);
        fills.saw(1, 2, 0);
        fills.saw(1, 3, 60);
        double[] shares = shares(header(4, 100));
        assertThat(shares[0]).isCloseTo(0.1, within(0.01));
        assertThat(shares[1]).isCloseTo(0.3, within(0.01));
        assertThat(shares[2]).isZero();
        assertThat(shares[3]).isCloseTo(0.6, within(0.01));
    }

    @Test
    void aPageThatNobodySawIsDrawnByHowFullItShouldBe() {
        // Six pages: the first two of four were split.
        double[] shares = shares(header(6, 160));
        for (int page = 0; page < shares.length; page++) {
            assertThat(shares[page]).as("page %s", page).isCloseTo(page == 2 || page == 3 ? 0.25 : 0.125, within(0.01));
        }
    }

    @Test
    void countsThatAreFarTooHighKeepNobodyWaiting() {
        fills.saw(1, 0, 1_000_000);
        fills.saw(1, 0, 0);
        fills.saw(1, 1, 0);
        assertThat(shares(header(2, 2))).containsExactly(new double[] {0.5, 0.5}, within(0.01));
    }

    @Test
    void pagesThatWereMergedAreNotDrawn() {
        fills.saw(1, 7, 200);
        assertThat(shares(header(3, 60))).hasSize(3);
    }

    private double[] shares(SwarmState header) {
        double[] shares = new double[header.pages(1)];
        Random random = new Random(1);
        for (int draw = 0; draw < DRAWS; draw++) {
            shares[fills.draw(header, 1, random)] += 1.0 / DRAWS;
        }
        return shares;
    }

    private static SwarmState header(int pages, int hosts) {
        ByteBuffer header = ByteBuffer.allocate(55).put((byte) SwarmKeys.LARGE).putInt(0);
        for (int classNumber = 1; classNumber <= 7; classNumber++) {
            header.putShort((short) (classNumber == 1 ? pages : 1)).putInt(classNumber == 1 ? hosts : 0);
        }
        return new SwarmState(header.array());
    }
}
