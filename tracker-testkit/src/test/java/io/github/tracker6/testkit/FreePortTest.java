package io.github.tracker6.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FreePortTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "::"})
    void portIsFreeForBothProtocols(String host) throws IOException {
        InetAddress address = InetAddress.getByName(host);

        int port = FreePort.on(address);

        assertThat(port).isBetween(10_000, 32_767);
        try (ServerSocket tcp = new ServerSocket(port, 1, address);
                DatagramSocket udp = new DatagramSocket(port, address)) {
            assertThat(tcp.getLocalPort()).isEqualTo(udp.getLocalPort());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "2001:db8::1"})
    void addressThatIsNotLocalHasNone(String host) throws IOException {
        InetAddress address = InetAddress.getByName(host);

        assertThatThrownBy(() -> FreePort.on(address))
                .isInstanceOf(AssertionError.class)
                .hasMessage("no free port on "
                        + new InetSocketAddress(address, 1).getAddress().getHostAddress());
    }
}
