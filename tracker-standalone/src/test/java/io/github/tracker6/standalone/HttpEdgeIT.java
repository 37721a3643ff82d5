package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program behind proxies and with TLS: what it answers and what it says. */
@Tag("long")
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
            assertThat(program.logged("add --trusted-proxy ::1")).hasSize(1);
            assertThat(program.logged("WARN")).hasSize(1);
        }
    }

    @Test
    void declaredProxyNamesTheClient() throws IOException, InterruptedException {
        try (ProgramProcess program =
                ProgramProcess.start(folder, Map.of(), "--http=[::1]:0", "--no-udp", "--trusted-proxy=::1")) {
            InetSocketAddress server = program.addresses(1).get(0);
            assertThat(ask(server, FROM_PROXY)).contains(EXTERNAL_IP);
            assertThat(ask(server, REQUEST + "\r\n")).contains("Your address is not known behind the proxy");
            assertThat(ask(server, REQUEST + "\r\n")).contains("Your address is not known behind the proxy");
            String header = "PROXY TCP6 2606:4700::7 ::1 1 2\r\n";
            assertThat(ask(server, header + REQUEST + "\r\n")).startsWith("HTTP/1.1 400 ");
            assertThat(ask(server, header + REQUEST + "\r\n")).startsWith("HTTP/1.1 400 ");
            assertThat(program.stop()).isZero();
            assertThat(program.logged("turn the PROXY protocol on for this listener"))
                    .hasSize(1);
            assertThat(program.logged("The trusted proxy ::1 sent an announce without Forwarded or X-Forwarded-For"))
                    .hasSize(1);
            assertThat(program.logged("WARN")).hasSize(2);
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

    private Path copy(String resource, String name) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream in = HttpEdgeIT.class.getResourceAsStream(resource)) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }

    /** Announces over HTTPS, and returns the subject of the certificate. */
    private static String subject(InetSocketAddress server) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket()) {
            socket.setSoTimeout(10_000);
            socket.connect(server, 10_000);
            socket.getOutputStream().write((REQUEST + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 200 ")
                    .doesNotContain("failure reason");
            X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return certificate.getSubjectX500Principal().getName();
        }
    }

    @Test
    void expiredCertificateIsNotTakenAtTheSignalAndNotCalledInForce() throws Exception {
        Path chain = copy("tls-cert.pem", "cert.pem");
        Path key = copy("tls-key.pem", "key.pem");
        try (ProgramProcess program = ProgramProcess.start(
                folder,
                Map.of(),
                "--https=[::1]:0",
                "--no-http",
                "--no-udp",
                "--tls-cert=" + chain,
                "--tls-key=" + key)) {
            InetSocketAddress server = program.addresses(1).get(0);

            copy("tls-expired.pem", "key.pem");
            copy("tls-expired.pem", "cert.pem");
            program.signal("HUP");
            program.await(() -> program.logged("The TLS certificate was not replaced; the one before stays in force: "
                            + chain + ": the certificate expired on 2020-01-31T")
                    .findAny()
                    .isPresent());
            assertThat(program.logged("clients that check it will refuse it")).isEmpty();
            assertThat(subject(server)).isEqualTo("CN=ec.example.org");
            assertThat(program.stop()).isZero();
        }
    }

    @Test
    void certificateIsReadAgainWhenItChangesAndAtTheSignal() throws Exception {
        Path chain = copy("tls-cert.pem", "cert.pem");
        Path key = copy("tls-key.pem", "key.pem");
        try (ProgramProcess program = ProgramProcess.start(
                folder,
                Map.of(),
                "--https=[::1]:0",
                "--no-http",
                "--no-udp",
                "--tls-cert=" + chain,
                "--tls-key=" + key)) {
            InetSocketAddress server = program.addresses(1).get(0);
            assertThat(program.out()).isEqualTo("https://[::1]:" + server.getPort() + "/announce\n");
            assertThat(subject(server)).isEqualTo("CN=ec.example.org");

            copy("tls-cert-2.pem", "cert.pem");
            program.await(() -> program.logged("the private key is not that of the certificate in " + chain)
                    .findAny()
                    .isPresent());
            assertThat(subject(server)).isEqualTo("CN=ec.example.org");
            copy("tls-key-2.pem", "key.pem");
            program.await(
                    () -> program.logged("Read " + chain + " again: ").findAny().isPresent());
            assertThat(subject(server)).isEqualTo("CN=p384.example.org");

            program.signal("HUP");
            program.await(
                    () -> program.logged(chain + " is as it was").findAny().isPresent());
            assertThat(program.logged("WARN")).hasSize(1);
            assertThat(program.stop()).isZero();
        }
    }

    @Test
    void otherFilesOfACertificateAreTakenAtTheSignalIfTheyCanBeUsed() throws Exception {
        copy("tls-cert.pem", "cert.pem");
        copy("tls-key.pem", "key.pem");
        String head = "https: '[::1]:0'\nno-http: true\nno-udp: true\n";
        Path config =
                Files.writeString(folder.resolve("tracker6.yaml"), head + "tls-cert: cert.pem\ntls-key: key.pem\n");
        try (ProgramProcess program = ProgramProcess.start(folder, Map.of(), "--config=" + config)) {
            InetSocketAddress server = program.addresses(1).get(0);
            assertThat(subject(server)).isEqualTo("CN=ec.example.org");

            copy("tls-cert-2.pem", "cert-2.pem");
            Files.writeString(config, head + "tls-cert: cert-2.pem\ntls-key: key.pem\n");
            program.signal("HUP");
            program.await(() -> program.logged("Nothing is taken, all stays as it was: " + config
                            + ": line 5: --tls-key: " + folder.resolve("key.pem") + ": the private key is")
                    .findAny()
                    .isPresent());
            assertThat(subject(server)).isEqualTo("CN=ec.example.org");

            copy("tls-key-2.pem", "key-2.pem");
            Files.writeString(config, head + "tls-cert: cert-2.pem\ntls-key: key-2.pem\n");
            program.signal("HUP");
            program.await(() -> program.logged("--tls-cert is " + folder.resolve("cert-2.pem") + " now: ")
                    .findAny()
                    .isPresent());
            assertThat(subject(server)).isEqualTo("CN=p384.example.org");

            // From now on the files before are left alone, and those that replaced them are looked at.
            Files.delete(folder.resolve("cert.pem"));
            copy("tls-cert.pem", "cert-2.pem");
            copy("tls-key.pem", "key-2.pem");
            program.await(() -> program.logged("Read " + folder.resolve("cert-2.pem") + " again: ")
                    .findAny()
                    .isPresent());
            assertThat(subject(server)).isEqualTo("CN=ec.example.org");
            assertThat(program.stop()).isZero();
            assertThat(program.logged("WARN").filter(line -> line.contains("in force only after")))
                    .isEmpty();
        }
    }
}
