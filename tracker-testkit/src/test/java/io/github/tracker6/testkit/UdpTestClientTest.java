package io.github.tracker6.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.testkit.UdpTestClient.AnnounceReply;
import io.github.tracker6.testkit.UdpTestClient.ScrapeReply;
import io.github.tracker6.testkit.UdpTestClient.TrackerError;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client with a socket that sends golden answers of BEP 15. */
class UdpTestClientTest {
    private static final String CONNECTION_ID = "00112233445566ff";
    private static final InfoHash SWARM = InfoHash.fromHex("c12fe1c06bba254a9dc9f519b335aa7c1367a88a");

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : opened) {
            resource.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"::1", "127.0.0.1"})
    void bep15_connectAndAnnounceAreSentAndRead(String address) throws Exception {
        boolean ipv6 = address.contains(":");
        String peer = ipv6 ? "20010db8000000000000000000000001" + "1ae1" : "c0000201" + "1ae1";
        Exchange exchange =
                serve(address, "00000000 T " + CONNECTION_ID, "00000001 T 00000708 00000002 00000003 " + peer);
        AnnounceReply reply = exchange.client.announce(request());
        assertThat(reply)
                .isEqualTo(new AnnounceReply(
                        1800, 2, 3, List.of(Endpoint.parse(ipv6 ? "[2001:db8::1]:6881" : "192.0.2.1:6881"))));
        List<String> sent = exchange.sent.get();
        assertThat(sent.get(0)).matches("00000417271019800{8}.{8}");
        assertThat(sent.get(1))
                .matches(CONNECTION_ID + "00000001.{8}" + SWARM
                        + "2d5436303030302d303132333435363738396162"
                        + "0000000000000011" + "0000000000000022" + "0000000000000033"
                        + "00000001" + "00000000" + "deadbeef" + "ffffffff" + "1ae1");
    }

    @Test
    void bep15_scrapeIsReadInOrder() throws Exception {
        Exchange exchange = serve(
                "::1", "00000000 T " + CONNECTION_ID, "00000002 T 000000010000000200000003 000000000000000000000000");
        assertThat(exchange.client.scrape(SWARM, SWARM))
                .containsExactly(new ScrapeReply(1, 2, 3), new ScrapeReply(0, 0, 0));
        assertThat(exchange.sent.get().get(1)).matches(CONNECTION_ID + "00000002.{8}" + SWARM + SWARM);
    }

    @Test
    void bep15_anErrorIsThrownWithItsText() throws Exception {
        Exchange exchange = serve("127.0.0.1", "00000000 T " + CONNECTION_ID, "00000003 T 6e6f");
        assertThatExceptionOfType(TrackerError.class)
                .isThrownBy(() -> exchange.client.announce(request()))
                .withMessage("no");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"00000000 12345678 0011223344556677", "00000001 T 00", "0000", "00000000 T 001122334455667788"})
    void anAnswerThatDoesNotFitIsRefused(String answer) throws Exception {
        Exchange exchange = serve("::1", answer);
        assertThatThrownBy(() -> exchange.client.connect()).isInstanceOf(IOException.class);
    }

    @Test
    void receiveReturnsNullIfNothingArrives() throws Exception {
        Exchange exchange = serve("127.0.0.1");
        exchange.client.send(new byte[] {1, 2, 3});
        assertThat(exchange.client.receive(Duration.ofMillis(20))).isNull();
    }

    private static AnnounceRequest request() {
        return new AnnounceRequest()
                .infoHash(SWARM)
                .peerId(HexFormat.of().parseHex("2d5436303030302d303132333435363738396162"))
                .downloaded(0x11)
                .left(0x22)
                .uploaded(0x33)
                .event(AnnounceEvent.COMPLETED)
                .key(0xdeadbeefL)
                .port(6881);
    }

    private record Exchange(UdpTestClient client, CompletableFuture<List<String>> sent) {}

    /** Answers one packet after the other. T in an answer is replaced by the transaction id. */
    private Exchange serve(String address, String... answers) throws IOException {
        DatagramSocket server = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(address), 0));
        opened.add(server);
        CompletableFuture<List<String>> sent = CompletableFuture.supplyAsync(() -> {
            List<String> received = new ArrayList<>();
            for (String answer : answers) {
                received.add(answer(server, answer));
            }
            return received;
        });
        UdpTestClient client = UdpTestClient.to((InetSocketAddress) server.getLocalSocketAddress());
        opened.add(client);
        return new Exchange(client, sent);
    }

    private static String answer(DatagramSocket server, String answer) {
        try {
            DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
            server.receive(packet);
            String received = HexFormat.of().formatHex(packet.getData(), 0, packet.getLength());
            String hex = answer.replace("T", received.substring(24, 32)).replace(" ", "");
            byte[] bytes = HexFormat.of().parseHex(hex);
            server.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
            return received;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
