package io.github.tracker6.standalone.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;

class LogsTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final Logs logs = new Logs(() -> new PrintStream(written, true, StandardCharsets.UTF_8));
    private final Logger logger = logs.getLogger("io.github.tracker6.claims.ClaimProcessor");

    @Test
    void textIsOneLineWithTheClassThatLogs() {
        Instant before = Instant.now();
        logger.info("A {} of {}", "claim", 2);

        String[] parts = lines().get(0).split(" ", 2);
        assertThat(parts[1]).isEqualTo("INFO ClaimProcessor - A claim of 2");
        assertThat(parts[0]).matches("[0-9-]{10}T[0-9:]{8}\\.[0-9]{3}(?:Z|[+-][0-9:]{5})");
        assertThat(OffsetDateTime.parse(parts[0]).toInstant()).isBetween(before.minusMillis(1), Instant.now());
        assertThat(lines()).hasSize(1);
    }

    @Test
    void textHasTheStackTraceBehindTheLine() {
        logger.warn("It failed", new IOException("no\ndisk"));

        assertThat(lines().get(0)).endsWith(" WARN ClaimProcessor - It failed");
        assertThat(lines().get(1)).isEqualTo("java.io.IOException: no");
        assertThat(lines().get(3)).startsWith("\tat ");
    }

    @Test
    void jsonIsOneObjectPerLineWithTheExceptionInOneField() throws IOException {
        logs.configure(List.of(), LogFormat.JSON);
        logger.info("Ä \"quoted\"\n\u2028\u0007 line");
        logger.error("{} failed", "it", new IOException("no disk", new IllegalStateException("cause")));

        assertThat(lines()).hasSize(2);
        JsonNode first = new ObjectMapper().readTree(lines().get(0));
        assertThat(first.fieldNames()).toIterable().containsExactly("time", "level", "logger", "thread", "message");
        assertThat(Instant.parse(first.get("time").asText())).isBeforeOrEqualTo(Instant.now());
        assertThat(first.get("level").asText()).isEqualTo("INFO");
        assertThat(first.get("logger").asText()).isEqualTo("io.github.tracker6.claims.ClaimProcessor");
        assertThat(first.get("thread").asText())
                .isEqualTo(Thread.currentThread().getName());
        assertThat(first.get("message").asText()).isEqualTo("Ä \"quoted\"\n\u2028\u0007 line");
        JsonNode second = new ObjectMapper().readTree(lines().get(1));
        assertThat(second.get("message").asText()).isEqualTo("it failed");
        assertThat(second.get("exception").asText())
                .startsWith("java.io.IOException: no disk")
                .contains("\tat ", "Caused by: java.lang.IllegalStateException: cause");
    }

    @Test
    void levelsHoldForLoggersThatAreThereAndForLaterOnes() {
        assertThat(logger.isDebugEnabled()).isFalse();
        assertThat(logger.isInfoEnabled()).isTrue();

        logs.configure(
                Stream.of("warn", "io.github.tracker6.claims=debug")
                        .map(LogLevel::parse)
                        .toList(),
                LogFormat.TEXT);

        assertThat(logger.isDebugEnabled()).isTrue();
        assertThat(logger.isTraceEnabled()).isFalse();
        Logger other = logs.getLogger("io.github.tracker6.claimsOfOthers");
        assertThat(other.isWarnEnabled()).isTrue();
        assertThat(other.isInfoEnabled()).isFalse();

        logs.configure(List.of(LogLevel.parse("off")), LogFormat.TEXT);

        assertThat(logger.isErrorEnabled()).isFalse();
        assertThat(other.isErrorEnabled()).isFalse();
    }

    @Test
    void linesOfTheRedisClientHaveItsAddressAndAreLeftOut() {
        Logger lettuce = logs.getLogger("io.lettuce.core.RedisClient");
        assertThat(lettuce.isErrorEnabled()).isFalse();

        logs.configure(List.of(LogLevel.parse("debug")), LogFormat.TEXT);
        assertThat(lettuce.isErrorEnabled()).isFalse();

        logs.configure(List.of(LogLevel.parse("io.lettuce=info")), LogFormat.TEXT);
        assertThat(lettuce.isInfoEnabled()).isTrue();
        assertThat(lettuce.isDebugEnabled()).isFalse();
    }

    @Test
    void heldLinesAreWrittenInTheFormThatIsAskedForLater() {
        logs.hold();
        logger.info("early");
        logger.warn("early warning");
        assertThat(lines()).isEmpty();

        logs.configure(List.of(LogLevel.parse("warn")), LogFormat.JSON);
        logger.warn("late");

        assertThat(lines()).hasSize(2);
        assertThat(lines().get(0)).contains("\"message\":\"early warning\"");
        assertThat(lines().get(1)).contains("\"message\":\"late\"");
    }

    @Test
    void heldLinesAreBounded() {
        logs.hold();
        for (int i = 0; i < 2_000; i++) {
            logger.info("line");
        }
        logs.release();

        assertThat(lines()).hasSize(1_000);
    }

    @ParameterizedTest
    @CsvSource({"trace, trace", "off, off", "false, off", "io.netty=error, io.netty=error", "a.B$c=off, a.B$c=off"})
    void levelIsParsed(String text, String level) {
        assertThat(LogLevel.parse(text)).hasToString(level);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "verbose | 'verbose' is none of trace",
                "INFO | 'INFO' is none of trace",
                "io.netty= | '' is none of trace",
                "=debug | '' is no package or class",
                "io.netty.*=debug | 'io.netty.*' is no package or class",
            })
    void otherTextIsNoLevel(String text, String fault) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogLevel.parse(text))
                .withMessageStartingWith(fault);
    }

    private List<String> lines() {
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
