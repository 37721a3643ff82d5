package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the program tells systemd, as systemd gets it. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class ServiceManagerIT {
    @TempDir
    Path folder;

    @Test
    void systemdIsToldOfStartReloadAndStop() throws IOException, InterruptedException {
        try (NotifySocket messages = new NotifySocket(folder.resolve("notify").toString());
                ProgramProcess program = ProgramProcess.start(
                        folder, Map.of("NOTIFY_SOCKET", messages.path), "--http", "[::1]:0", "--no-udp")) {
            assertThat(messages.next()).isEqualTo("READY=1");
            assertThat(program.out()).as("it serves by then").startsWith("http://[::1]:");

            program.signal("HUP");
            assertThat(messages.next()).isEqualTo("RELOADING=1");
            assertThat(messages.next()).isEqualTo("READY=1");

            assertThat(program.stop()).isZero();
            assertThat(messages.next()).isEqualTo("STOPPING=1");
            assertThat(program.err()).doesNotContain("systemd");
        }
    }

    @Test
    void socketMayBeANameWithoutAFile() throws IOException {
        String name = "tracker6-test-" + ProcessHandle.current().pid();
        try (NotifySocket messages = new NotifySocket('\0' + name)) {
            ServiceManager.of(Map.of("NOTIFY_SOCKET", "@" + name)).ready();
            assertThat(messages.next()).isEqualTo("READY=1");
        }
    }

    @Test
    void systemdThatIsAwayStopsNothing() throws IOException, InterruptedException {
        Map<String, String> environment =
                Map.of("NOTIFY_SOCKET", folder.resolve("away").toString());
        try (ProgramProcess program = ProgramProcess.start(folder, environment, "--http", "[::1]:0", "--no-udp")) {
            program.await(() -> program.err().contains("systemd is not told READY=1: "));
            assertThat(program.stop()).isZero();
        }
    }
}
