package org.example;

import org.example.check.EmbeddingCheck;
import org.junit.jupiter.api.Test;

class InNettyPipelineTest {
    @Test
    void servesBothFamiliesAndLeavesNothingBehind() throws Exception {
        EmbeddingCheck.check(InNettyPipeline::new);
    }
}
