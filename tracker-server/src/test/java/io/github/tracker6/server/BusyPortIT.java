package io.github.tracker6.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.testkit.FreePort;
import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A program that embeds a tracker and does nothing about a failure, in a process of its own. */
@Timeout(60)
class BusyPortIT extends LoopbackTests {
    @TempDir
    Path folder;

    /** The program. */
    public static void main(String[] args) throws Exception {
        try (TrackerServer tracker =
                TrackerServer.builder().listen("[::]:" + args[0]).build()) {
            tracker.start();
            tracker.awaitClose();
        }
    }

    @Test
    void endsByItselfWhereTheUdpPortIsTaken() throws Exception {
        int port = FreePort.on(address("[::]:0").getAddress());
        try (DatagramSocket taken = new DatagramSocket(address("[::]:" + port))) {
            assertThat(taken.isBound()).isTrue();
            Path err = folder.resolve("err.txt");
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            BusyPortIT.class.getName(),
                            Integer.toString(port))
                    .redirectError(err.toFile())
                    .start();
            try {
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("it ends").isTrue();
                assertThat(process.exitValue()).isEqualTo(1);
                assertThat(Files.readString(err))
                        .contains("TrackerStartException: UDP [::]:" + port + ": ", "Address already in use");
            } finally {
                process.destroyForcibly();
            }
        }
    }
}
