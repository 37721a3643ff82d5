package io.github.tracker6.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InfoHashesTest {
    private static final int MANY = 100;

    private final InfoHashes swarms = new InfoHashes();

    @Test
    void keepsInfoHashesWhileItGrows() {
        for (int i = 0; i < MANY; i++) {
            swarms.add(i, -i, 3 * i);
        }

        assertThat(swarms.size()).isEqualTo(MANY);
        for (int i = 0; i < MANY; i++) {
            assertThat(swarms.head(i)).isEqualTo(i);
            assertThat(swarms.middle(i)).isEqualTo(-i);
            assertThat(swarms.tail(i)).isEqualTo(3 * i);
        }
    }

    @Test
    void clearForgetsThem() {
        swarms.add(1, 2, 3);
        swarms.clear();
        assertThat(swarms.size()).isZero();
        swarms.add(4, 5, 6);
        assertThat(swarms.head(0)).isEqualTo(4);
    }

    @Test
    void textIsHex() {
        assertThat(swarms).hasToString("[]");
        swarms.add(1, 2, 3);
        swarms.add(-1, -1, -1);
        assertThat(swarms).hasToString("[0000000000000001000000000000000200000003, " + "f".repeat(40) + "]");
    }
}
