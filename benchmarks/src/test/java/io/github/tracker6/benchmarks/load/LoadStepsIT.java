package io.github.tracker6.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.tracker6.Endpoint;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadStepsIT {
    private static final int PEERS = 64;

    private final StringWriter out = new StringWriter();

    @Test
    void eachStepIsCountedSeparately() throws Exception {
        List<JsonNode> steps;
        try (FlawedUdpTracker tracker = new FlawedUdpTracker(address("[::1]:0"), Flaw.NONE)) {
            boolean clean = run(tracker, "join 3\njoin 61\njoin 1\nrun 0.2\nrun 0.2 500\nscrape\n");
            assertThat(clean).isTrue();
            steps = out.toString().lines().map(LoadStepsIT::parse).toList();
        }

        assertThat(steps).extracting(step -> step.get("sent").asInt()).startsWith(3, 61, 0);
        assertThat(steps)
                .extracting(step -> step.get("step").asText())
                .containsExactly("join 3", "join 61", "join 1", "run 0.2", "run 0.2 500", "scrape");
        assertThat(steps.get(3).get("good").asInt()).isPositive();
        assertThat(steps.get(3).get("seconds").asDouble()).isBetween(0.2, 3.0);
        assertThat(steps.get(3).get("peersPerAnswer").asDouble()).isPositive();
        assertThat(steps.get(4).get("sent").asInt() + steps.get(4).get("unsent").asInt())
                .isBetween(65, 135); // 100, give or take 3.5 sigma
        assertThat(steps.get(4).get("p99Micros").asDouble()).isPositive();
        assertThat(steps.get(5).get("scrapedSwarms").asInt()).isEqualTo(4);
    }

    @Test
    void wrongAnswersAreNotCountedAsGood() throws Exception {
        try (FlawedUdpTracker tracker = new FlawedUdpTracker(address("[::1]:0"), Flaw.ZERO_INTERVAL)) {
            assertThat(run(tracker, "join 64\n")).isFalse();
        }

        JsonNode step = parse(out.toString());
        assertThat(step.get("received").asInt()).isEqualTo(PEERS);
        assertThat(step.get("wrong").asInt()).isPositive(); // some of the answers are correct
        assertThat(step.get("good").asInt()).isEqualTo(PEERS - step.get("wrong").asInt());
        assertThat(step.get("examples").get("interval").asText()).contains("interval 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dance", "join", "join 0", "join 65", "run", "run 1 2 3", "run NaN", "scrape 1"})
    void aLineThatIsNoStepIsNamedInTheMessage(String line) throws Exception {
        try (FlawedUdpTracker tracker = new FlawedUdpTracker(address("[::1]:0"), Flaw.NONE)) {
            assertThatThrownBy(() -> run(tracker, line + "\n"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("'" + line + "' is none of");
        }
    }

    private boolean run(FlawedUdpTracker tracker, String steps) throws Exception {
        LoadPlan plan = new LoadPlan(
                new Target(true, tracker.address(), "/announce"),
                0,
                true,
                8,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofSeconds(5),
                4,
                PEERS,
                0,
                0.4,
                0,
                10,
                8,
                null,
                1,
                false,
                false,
                false,
                42,
                List.of(),
                0);
        return new LoadSteps(plan, new BufferedReader(new StringReader(steps)), new PrintWriter(out)).run();
    }

    private static InetAddress address(String text) {
        return Endpoint.parse(text).address();
    }

    private static JsonNode parse(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError(line, e);
        }
    }
}
