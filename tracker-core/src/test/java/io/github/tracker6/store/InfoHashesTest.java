package io.github.tracker6.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InfoHashesTest {
    private static final int MANY = 100;

    private final InfoHashes swarms = new InfoHashes();

    @Test
    void keepsInfoHashesAndNotesWhileItGrows() {
        for (int i = 0; i < MANY; i++) {
            swarms.add(i, -i, 3 * i);
            swarms.note(i, 7L * i);
        }

        assertThat(swarms.size()).isEqualTo(MANY);
        for (int i = 0; i < MANY; i++) {
            assertThat(swarms.head(i)).isEqualTo(i);
            assertThat(swarms.middle(i)).isEqualTo(-i);
            assertThat(swarms.tail(i)).isEqualTo(3 * i);
            assertThat(swarms.note(i)).isEqualTo(7L * i);
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
}
