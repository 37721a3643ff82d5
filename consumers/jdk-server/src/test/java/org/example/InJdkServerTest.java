package org.example;

import org.example.check.EmbeddingCheck;
import org.junit.jupiter.api.Test;

class InJdkServerTest {
    @Test
    void servesBothFamiliesAndLeavesNothingBehind() throws Exception {
        EmbeddingCheck.check(InJdkServer::new);
    }
}
