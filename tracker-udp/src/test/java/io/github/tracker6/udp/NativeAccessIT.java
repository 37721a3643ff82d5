package io.github.tracker6.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The native transport in a JVM that denies native access. */
class NativeAccessIT {
    /** The program of the other JVM. */
    public static void main(String[] args) throws IOException {
        System.out.println(TransportChoice.of(UdpTransport.AUTO).description());
    }

    @Test
    void nioServesWhereNativeAccessIsDeniedAndTheLogTellsWhy() throws Exception {
        // Before Java 24, the option that names some modules denies all others.
        boolean hasOption = Runtime.version().feature() >= 24;
        assertThat(describedWith(hasOption ? "--illegal-native-access=deny" : "--enable-native-access=java.base"))
                .isEqualTo("NIO transport (not the native one:"
                        + " native access is denied; allow it with --enable-native-access)");
        assertThat(describedWith("--enable-native-access=ALL-UNNAMED"))
                .isEqualTo("native transport (recvmmsg, sendmmsg)");
    }

    private static String describedWith(String flag) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        flag,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        NativeAccessIT.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return output.strip();
        } finally {
            process.destroyForcibly();
        }
    }
}
