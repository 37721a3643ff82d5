package io.github.tracker6.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Which transport a server chooses, from the jar and from class files. */
class TransportChoiceIT extends ServerTests {
    private static final boolean LINUX = "Linux".equals(System.getProperty("os.name"));

    /** The build and the tests run on the same Java, so the jar has the native transport if this Java can run it. */
    private static final boolean NATIVE = LINUX && Runtime.version().feature() >= 22;

    @Test
    void autoUsesTheNativeTransportIfItWorks() throws Exception {
        UdpTrackerServer server = options(V6, V4).transport(UdpTransport.AUTO).build();
        open.add(server);
        server.start();

        assertThat(server.transport()).isEqualTo(NATIVE ? UdpTransport.NATIVE : UdpTransport.NIO);
        client(V6).connect(server.addresses().get(0));
    }

    @Test
    void theOneThatIsAskedForIsTakenOrRefusedWithTheReason() throws Exception {
        assertThat(options(V6).transport(UdpTransport.NIO).build().transport()).isEqualTo(UdpTransport.NIO);
        UdpTrackerServer server = options(V6).transport(UdpTransport.NATIVE).build();
        open.add(server);
        if (NATIVE) {
            server.start();
            assertThat(server.transport()).isEqualTo(UdpTransport.NATIVE);
        } else {
            assertThatThrownBy(server::start)
                    .isInstanceOf(IOException.class)
                    .hasCauseInstanceOf(UnsupportedOperationException.class)
                    .hasMessageStartingWith("there is no native UDP transport: it needs ");
        }
    }

    @Test
    void itIsChosenAtTheStartAndNotByTheBuilder() throws Exception {
        UdpTrackerServer server = options(V6).transport(UdpTransport.AUTO).build();
        open.add(server);
        assertThat(server.transport()).isEqualTo(UdpTransport.AUTO);

        server.start();
        assertThat(server.transport()).isNotEqualTo(UdpTransport.AUTO);
    }

    @Test
    void theLogSaysWhichAndWhyNotTheOther() throws Exception {
        assertThat(TransportChoice.of(UdpTransport.NIO).description()).isEqualTo("NIO transport");
        assertThat(TransportChoice.of(UdpTransport.AUTO).description())
                .startsWith(
                        NATIVE
                                ? "native transport (recvmmsg, sendmmsg)"
                                : "NIO transport (not the native one: it needs ");
    }
}
