package org.example;

import org.example.check.EmbeddingCheck;
import org.junit.jupiter.api.Test;

class InTomcatTest {
    @Test
    void servesBothFamiliesAndLeavesNothingBehind() throws Exception {
        EmbeddingCheck.check(InTomcat::new);
    }
}
