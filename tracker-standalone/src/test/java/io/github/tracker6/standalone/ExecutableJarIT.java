package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The one jar that an operator runs. */
@Timeout(60)
class ExecutableJarIT {
    /** The Java of the tests is that of the build, so the jar has the native transport where this one can run it. */
    private static final boolean NATIVE =
            "Linux".equals(System.getProperty("os.name")) && Runtime.version().feature() >= 22;

    @TempDir
    Path folder;

    @Test
    void itsStartLineSaysWhichUdpTransportIsInUse() throws IOException, InterruptedException {
        try (ProgramProcess server =
                ProgramProcess.startJar(folder, Path.of("target", "tracker6.jar"), "--no-http", "--udp", "[::1]:0")) {
            int port = server.addresses(1).get(0).getPort();

            assertThat(server.logged("Listening on UDP [[::1]:" + port + "], "))
                    .singleElement()
                    .asString()
                    .contains(
                            NATIVE
                                    ? ", native transport (recvmmsg, sendmmsg)"
                                    : ", NIO transport (not the native one: it needs ");
            assertThat(server.stop()).isZero();
            assertThat(server.err()).as("warnings of the JVM").doesNotContain("WARNING");
        }
    }
}
