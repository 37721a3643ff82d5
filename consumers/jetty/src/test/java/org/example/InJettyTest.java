package org.example;

import org.example.check.EmbeddingCheck;
import org.junit.jupiter.api.Test;

class InJettyTest {
    @Test
    void servesBothFamiliesAndLeavesNothingBehind() throws Exception {
        EmbeddingCheck.check(InJetty::new);
    }
}
