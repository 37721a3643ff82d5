package io.github.tracker6.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/**
 * Any bytes as the query of an announce or a scrape. A usual build tries the inputs in the resources; {@code -Pfuzz} makes
 * new ones.
 */
class QueryFuzzingTest {
    private static final int LONGEST_FAILURE =
            "d14:failure reason64:".length() + 64 + "8:intervali86400e8:retry ini1440ee".length();

    private final Requests requests = new Requests();

    @FuzzTest(maxDuration = "10m")
    void everyQueryHasAnAnswerAndUnknownParametersChangeNothing(byte[] bytes) {
        String query = new String(bytes, StandardCharsets.ISO_8859_1);
        for (String path : new String[] {"/announce?", "/scrape?"}) {
            String answer = requests.ask(path + query);
            int announces = requests.store.announces;
            assertThat(answer).startsWith("d").endsWith("e");
            if (answer.startsWith("d14:failure reason")) {
                assertThat(answer.length()).isLessThanOrEqualTo(LONGEST_FAILURE);
            }
            assertThat(requests.ask(path + query + "&unknown=" + query.replace('&', '+')))
                    .isEqualTo(answer);
            assertThat(requests.ask(path + "unknown&" + query)).isEqualTo(answer);
            assertThat(requests.store.announces - announces).isIn(0, 2);
        }
        assertThat(requests.handler.failures()).isZero();
    }
}
