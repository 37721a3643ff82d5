package org.example;

import org.example.check.EmbeddingCheck;
import org.junit.jupiter.api.Test;

class OwnServerTest {
    @Test
    void servesBothFamiliesAndLeavesNothingBehind() throws Exception {
        EmbeddingCheck.check(OwnServer::new);
    }
}
