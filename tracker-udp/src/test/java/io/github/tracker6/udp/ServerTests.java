package io.github.tracker6.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Base of tests with a server on the loopback interface. They run once per transport. */
abstract class ServerTests {
    static final InetAddress V4 = address("127.0.0.1");
    static final InetAddress V4_SECOND = address("127.0.0.2");
    static final InetAddress V6 = address("::1");
    static final InetAddress ANY = address("::");
    static final InetAddress ANY4 = address("0.0.0.0");

    final ScriptedTracker tracker = new ScriptedTracker();
    final List<AutoCloseable> open = new ArrayList<>();

    final UdpTransport transport;

    ServerTests() {
        this(transportOfThisRun());
    }

    ServerTests(UdpTransport transport) {
        this.transport = transport;
    }

    /** Returns the transport that the build sets, see the configuration of Failsafe in pom.xml. */
    static UdpTransport transportOfThisRun() {
        return UdpTransport.valueOf(System.getProperty("tracker6.test.transport", "NIO"));
    }

    static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static InetSocketAddress anyPort(InetAddress address) {
        return new InetSocketAddress(address, 0);
    }

    UdpTrackerServerBuilder options(InetAddress... addresses) {
        UdpTrackerServerBuilder builder =
                UdpTrackerServer.builder(tracker).workers(2).transport(transport);
        for (InetAddress address : addresses) {
            builder.bind(anyPort(address));
        }
        return builder;
    }

    UdpTrackerServer started(UdpTrackerServerBuilder options) throws IOException {
        UdpTrackerServer server = options.build();
        open.add(server);
        server.start();
        assertThat(server.transport()).isEqualTo(transport);
        return server;
    }

    UdpClient client(InetAddress address) throws IOException {
        UdpClient client = new UdpClient(address);
        open.add(client);
        return client;
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }

    /** Returns how many worker threads have a text in their name. */
    static long threadsNamed(String part) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && thread.getName().contains("tracker6-udp"))
                .filter(thread -> thread.getName().contains(part))
                .count();
    }

    /** Binds the address: this fails if another socket has it. */
    static void assertPortIsFree(InetSocketAddress address) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(address)) {
            assertThat(socket.isBound()).isTrue();
        }
    }
}
