package io.github.tracker6.udp;

import static io.github.tracker6.udp.HandlerHarness.announce;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.testkit.Await;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Wildcards of the native transport: one socket answers from the address that was asked. */
class NativeWildcardIT extends ServerTests {
    /** All of 127.0.0.0/8 belongs to this host, but the list of its addresses contains none of these. */
    private static final List<InetAddress> UNLISTED = List.of(address("127.0.0.77"), address("127.1.2.3"));

    NativeWildcardIT() {
        super(UdpTransport.NATIVE);
    }

    @Test
    void bothFamiliesShareOneThreadPerWorker() throws Exception {
        UdpTrackerServer server = started(options(ANY).workers(3));

        String port = ":" + server.addresses().get(0).getPort();
        assertThat(server.addresses()).extracting(InetSocketAddress::getAddress).contains(V4, V6);
        assertThat(threadsNamed(port)).isEqualTo(3);
        assertThat(threadsNamed("[::]" + port)).isEqualTo(3);
    }

    @Test
    void aWildcardCoversTheAddressesNamedBesideIt() throws Exception {
        UdpTrackerServer server = started(options(V4, ANY4, V6).workers(1));

        String port = ":" + server.addresses().get(0).getPort();
        assertThat(threadsNamed(port)).isEqualTo(2);
        assertThat(threadsNamed("0.0.0.0" + port)).isEqualTo(1);
        assertThat(threadsNamed("[::1]" + port)).isEqualTo(1);
    }

    @Test
    void anAddressThatIsInNoListAnswersFromItself() throws Exception {
        for (InetAddress wildcard : List.of(ANY, ANY4)) {
            UdpTrackerServer server = started(options(wildcard));
            int port = server.addresses().get(0).getPort();
            for (InetAddress asked : UNLISTED) {
                InetSocketAddress address = new InetSocketAddress(asked, port);
                assertThat(client(ANY4)
                                .ask(address, HandlerHarness.CONNECT, "cafebabe")
                                .from())
                        .isEqualTo(address);
            }
        }
    }

    @Test
    void aClientOverIpv4OfTheIpv6WildcardIsAnIpv4Peer() throws Exception {
        tracker.onAnnounce = ScriptedTracker::answerWithManyPeers;
        UdpTrackerServer server = started(options(ANY));
        InetSocketAddress address =
                new InetSocketAddress(V4, server.addresses().get(0).getPort());
        UdpClient client = client(V4);

        String reply = client.ask(address, announce(client.connect(address), 1, 2, -1, 51413))
                .hex();

        assertThat(reply).hasSize(2 * (20 + 200 * 6));
        assertThat(tracker.lastAnnounce.source()).isEqualTo("127.0.0.1:51413");
    }

    @Test
    void aLateReplyLeavesFromTheAddressThatWasAsked() throws Exception {
        CompletableFuture<AnnounceResponse> stage = new CompletableFuture<>();
        tracker.onAnnounce = (request, response) -> stage;
        List<InetAddress> asked = new ArrayList<>(UNLISTED);
        asked.add(V6);
        UdpTrackerServer server = started(options(ANY));
        int port = server.addresses().get(0).getPort();
        List<UdpClient> clients = new ArrayList<>();
        for (InetAddress each : asked) {
            UdpClient client = client(each instanceof Inet4Address ? ANY4 : ANY);
            InetSocketAddress address = new InetSocketAddress(each, port);
            client.send(address, announce(client.connect(address), 1, 2, -1, 6881));
            // Another packet, so that the pending one is no longer the last.
            client.connect(address);
            clients.add(client);
        }
        Await.until("the tracker was asked by all", () -> tracker.announces() == asked.size());

        stage.complete(null);

        for (int i = 0; i < asked.size(); i++) {
            UdpClient.Reply reply = clients.get(i).receive();
            assertThat(reply.from()).isEqualTo(new InetSocketAddress(asked.get(i), port));
            assertThat(reply.hex()).startsWith("00000001cafebabe");
        }
        assertThat(server.stats().sendFailures()).isZero();
    }
}
