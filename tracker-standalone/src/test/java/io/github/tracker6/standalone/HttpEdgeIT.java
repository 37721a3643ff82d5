package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program behind proxies: what it answers and what it says. */
@Timeout(60)
class HttpEdgeIT {
    private static final String TARGET =
            "/announce?info_hash=0123456789abcdefghij&peer_id=-T60000-000000000001&port=6881&left=0";
    private static final String REQUEST = "GET " + TARGET + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    private static final String FROM_PROXY = REQUEST + "X-Forwarded-For: 2606:4700::7\r\n\r\n";
    private static final String EXTERNAL_IP = "11:external ip16:&\u0006G\0\0\0\0\0\0\0\0\0\0\0\0\u0007";

    @TempDir
    Path folder;

    private static String ask(InetSocketAddress server, String request) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(10_000);
            socket.connect(server, 10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void proxyThatIsNotDeclaredIsOneWarningThatNamesTheOption() throws IOException, InterruptedException {
        try (ProgramProcess program = ProgramProcess.start(folder, Map.of(), "--http=[::1]:0", "--no-udp")) {
            InetSocketAddress server = program.addresses(1).get(0);
            for (int i = 0; i < 3; i++) {
                assertThat(ask(server, FROM_PROXY)).contains("The tracker's proxy is not declared");
            }
            assertThat(ask(server, REQUEST + "\r\n")).doesNotContain("failure reason");
            assertThat(program.stop()).isZero();
            assertThat(program.logged("add --trusted-proxy 0:0:0:0:0:0:0:1")).hasSize(1);
            assertThat(program.logged("WARN")).hasSize(1);
        }
    }

    @Test
    void declaredProxyNamesTheClient() throws IOException, InterruptedException {
        try (ProgramProcess program =
                ProgramProcess.start(folder, Map.of(), "--http=[::1]:0", "--no-udp", "--trusted-proxy=::1")) {
            InetSocketAddress server = program.addresses(1).get(0);
            assertThat(ask(server, FROM_PROXY)).contains(EXTERNAL_IP);
            assertThat(ask(server, REQUEST + "\r\n")).contains("Your address is not acceptable here");
            String header = "PROXY TCP6 2606:4700::7 ::1 1 2\r\n";
            assertThat(ask(server, header + REQUEST + "\r\n")).startsWith("HTTP/1.1 400 ");
            assertThat(ask(server, header + REQUEST + "\r\n")).startsWith("HTTP/1.1 400 ");
            assertThat(program.stop()).isZero();
            assertThat(program.logged("turn the PROXY protocol on for this listener"))
                    .hasSize(1);
            assertThat(program.logged("WARN")).hasSize(1);
        }
    }

    @Test
    void proxyProtocolNamesTheClient() throws IOException, InterruptedException {
        try (ProgramProcess program = ProgramProcess.start(
                folder, Map.of(), "--http=[::1]:0", "--no-udp", "--trusted-proxy=::1", "--proxy-protocol")) {
            InetSocketAddress server = program.addresses(1).get(0);
            assertThat(ask(server, "PROXY TCP6 2606:4700::7 ::1 1 2\r\n" + REQUEST + "\r\n"))
                    .contains(EXTERNAL_IP);
            assertThat(ask(server, FROM_PROXY)).isEmpty();
            assertThat(ask(server, FROM_PROXY)).isEmpty();
            assertThat(program.stop()).isZero();
            assertThat(program.logged("opened a connection to [::1]:0 without a PROXY protocol header"))
                    .hasSize(1);
            assertThat(program.logged("WARN")).hasSize(1);
        }
    }
}
