package io.github.tracker6.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeenTagsTest {
    @Test
    void itKnowsWhoCameByHoweverManyThereAre() {
        SeenTags seen = new SeenTags();
        Set<Long> model = new HashSet<>();
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            // Many twice, of either sign, and many that share their lower bits.
            long tag = (1 + random.nextInt(5_000)) * (i % 3 == 0 ? 1L << 12 : 1L);
            tag = random.nextBoolean() ? tag : ~tag;
            assertThat(seen.add(tag)).as("tag %s", tag).isEqualTo(model.add(tag));
        }
        assertThat(model).hasSizeGreaterThan(5_000);
    }
}
