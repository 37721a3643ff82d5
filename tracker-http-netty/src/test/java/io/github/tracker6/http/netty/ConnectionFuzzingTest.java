package io.github.tracker6.http.netty;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.tracker6.http.HttpLimits;
import java.util.Arrays;

/**
 * Any bytes as what a client sends, at once and byte by byte. A usual build tries the inputs in the resources; {@code
 * -Pfuzz} makes new ones.
 */
class ConnectionFuzzingTest {
    private static final HttpLimits SMALL = HttpLimits.builder()
            .maxRequestLineBytes(200)
            .maxHeaderBytes(100)
            .maxHeaderFields(5)
            .maxRequestsPerConnection(6)
            .build();

    @FuzzTest(maxDuration = "10m")
    void aStreamCutAtEveryByteGetsTheSameAnswers(byte[] stream) {
        Wire whole = new Wire(SMALL);
        String expected = whole.send(stream);
        Wire cut = new Wire(SMALL);
        StringBuilder answers = new StringBuilder();
        for (int i = 0; i < stream.length; i++) {
            answers.append(cut.send(Arrays.copyOfRange(stream, i, i + 1)));
        }
        assertThat(answers).hasToString(expected);
        assertThat(cut.open()).isEqualTo(whole.open());
        for (Wire each : new Wire[] {whole, cut}) {
            assertThat(each.context.stats().errors()).isZero();
            assertThat(each.context.stats().failures()).isZero();
            each.close();
            assertThat(each.context.stats().openConnections()).isZero();
            each.channel.finishAndReleaseAll();
        }
    }
}
