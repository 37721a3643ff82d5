package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the program writes to standard error, as a process of its own. */
class LogIT {
    private static final String HEAD = "http: '[::1]:0'\nno-udp: true\n";

    @TempDir
    Path folder;

    @Test
    void everyLineIsJsonFromTheFirstOneOn() throws Exception {
        Path config = Files.writeString(folder.resolve("tracker6.yaml"), HEAD + "log-format: json\n");
        try (ProgramProcess program =
                ProgramProcess.start(folder, Map.of(), "--config=" + config, "--log-level=debug")) {
            program.addresses(1);
            assertThat(program.stop()).isZero();

            ObjectMapper json = new ObjectMapper();
            assertThat(program.err().lines()).isNotEmpty().allSatisfy(line -> {
                JsonNode object = json.readTree(line);
                assertThat(Instant.parse(object.get("time").asText())).isBefore(Instant.now());
                assertThat(object.get("level").asText()).isIn("DEBUG", "INFO", "WARN");
                assertThat(object.get("message").isTextual()).isTrue();
            });
            assertThat(program.logged("\"level\":\"DEBUG\"")).isNotEmpty();
            assertThat(program.logged("\"message\":\"HTTP tracker listens on ")).hasSize(1);
            assertThat(program.logged("\"message\":\"Stopping: requests under way are answered\""))
                    .hasSize(1);
        }
    }

    @Test
    void hangUpTakesTheLevelOfTheConfigurationFile() throws Exception {
        Path config = Files.writeString(folder.resolve("tracker6.yaml"), HEAD + "log-level: warn\n");
        try (ProgramProcess program = ProgramProcess.start(folder, Map.of(), "--config=" + config)) {
            program.addresses(1);
            program.signal("USR1");
            assertThat(program.err()).isEmpty();

            Files.writeString(config, HEAD + "log-level: info\n");
            hangUp(program, "INFO Reload - In force now: --log-level");
            program.signal("USR1");
            program.await(() -> program.logged("Hosts: ").findAny().isPresent());

            Files.writeString(config, HEAD + "log-level: [warn, io.github.tracker6.standalone.Reload=info]\n");
            program.signal("HUP");
            program.await(() -> program.logged("In force now: --log-level").count() == 2);
            hangUp(program, "The configuration is as it was");
            assertThat(program.stop()).isZero();
            assertThat(program.logged("Stopping")).isEmpty();
            assertThat(program.logged("only after a restart")).isEmpty();
        }
    }

    @Test
    void reasonWhyItDoesNotStartIsTheOnlyLine() throws Exception {
        try (ProgramProcess program =
                ProgramProcess.start(folder, Map.of(), "--log-format=json", "--log-level=trace", "--htpp=[::1]:0")) {
            assertThat(program.status()).isEqualTo(2);
            assertThat(program.err()).isEqualTo("tracker6: unknown option --htpp; did you mean --http?\n");
        }
    }

    private static void hangUp(ProgramProcess program, String line) throws IOException, InterruptedException {
        program.signal("HUP");
        program.await(() -> program.logged(line).findAny().isPresent());
    }
}
