package org.example;

import org.example.check.EmbeddingCheck;
import org.junit.jupiter.api.Test;

class InVertxTest {
    @Test
    void servesBothFamiliesAndLeavesNothingBehind() throws Exception {
        EmbeddingCheck.check(InVertx::new);
    }
}
