package io.github.tracker6.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.tracker6.testkit.HidingClassLoader;
import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;

class OldLettuceTest {
    @Test
    void anOldLettuceIsOneLineThatNamesVersionAndJar() throws Exception {
        // Lettuce 5 has no such class.
        try (HidingClassLoader old = HidingClassLoader.without("io.lettuce.core.RedisCredentialsProvider")) {
            Method builder = old.loadClass(RedisSwarmStore.class.getName()).getMethod("builder");
            assertThat(catchThrowable(() -> builder.invoke(null)).getCause())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageMatching("tracker-redis needs Lettuce 6\\.6 or newer, but found \\d+\\.\\d+\\S* at "
                            + "\\S+lettuce-core\\S+\\.jar: set its version .*RedisCredentialsProvider\\)");
        }
    }
}
