package io.github.tracker6.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Wildcards of NIO: sockets per local address, which come and go with the addresses. */
class NioWildcardIT extends ServerTests {
    NioWildcardIT() {
        super(UdpTransport.NIO);
    }

    @Test
    void listenersFollowTheAddressesOfTheHost() throws Exception {
        List<InetAddress> local = new CopyOnWriteArrayList<>(List.of(V6, V4));
        UdpTrackerServer server = started(options(ANY).localAddresses(() -> List.copyOf(local)));
        int port = server.addresses().get(0).getPort();

        local.add(V4_SECOND);
        server.scan();
        InetSocketAddress second = new InetSocketAddress(V4_SECOND, port);
        assertThat(server.addresses()).contains(second);
        client(V4).connect(second);

        local.remove(V4_SECOND);
        server.scan();
        assertThat(server.addresses()).hasSize(2).doesNotContain(second);
        assertPortIsFree(second);
        client(V6).connect(new InetSocketAddress(V6, port));
    }

    @Test
    void anAddressThatIsNotReadyIsTriedAgain() throws Exception {
        InetAddress foreign = address("2001:db8::dead");
        UdpTrackerServer server = started(options(ANY).localAddresses(() -> List.of(foreign, V6)));

        assertThat(server.addresses()).extracting(InetSocketAddress::getAddress).containsExactly(V6);
        server.scan();
        assertThat(server.stats().bindFailures()).isPositive();
        client(V6).connect(server.addresses().get(0));
    }

    @Test
    void addressesThatCannotBeReadStopNothing() throws Exception {
        List<InetAddress> local = new CopyOnWriteArrayList<>(List.of(V6));
        UdpTrackerServer server = started(options(ANY).localAddresses(() -> {
            if (local.isEmpty()) {
                throw new IOException("no such device");
            }
            return List.copyOf(local);
        }));
        local.clear();
        server.scan();

        client(V6).connect(server.addresses().get(0));
        assertThat(server.stats().bindFailures()).isPositive();
    }

    @Test
    void anErrorWhileAddressesAreReadStopsNothing() throws Exception {
        AtomicInteger reads = new AtomicInteger();
        UdpTrackerServer server = started(options(ANY).localAddresses(() -> {
            if (reads.incrementAndGet() == 3) {
                throw new LinkageError("planted");
            }
            return List.of(V6);
        }));
        assertThat(reads).hasValue(2);

        server.scan();
        assertThat(server.stats().bindFailures()).isEqualTo(1);
        server.scan();
        client(V6).connect(server.addresses().get(0));
    }

    @Test
    void anErrorAtTheStartLeavesNothingOpen() throws Exception {
        AtomicInteger reads = new AtomicInteger();
        UdpTrackerServer server = options(V4, ANY)
                .localAddresses(() -> {
                    if (reads.incrementAndGet() == 2) {
                        throw new LinkageError("planted");
                    }
                    return List.of(V6);
                })
                .build();
        open.add(server);

        assertThatThrownBy(server::start).isInstanceOf(LinkageError.class);
        assertThat(server.addresses()).isEmpty();

        server.start();
        assertThat(server.addresses()).extracting(InetSocketAddress::getAddress).containsExactly(V4, V6);
        client(V6).connect(server.addresses().get(1));
    }

    @Test
    void everyAddressHasItsOwnThreads() throws Exception {
        UdpTrackerServer server = started(options(ANY).localAddresses(() -> List.of(V4, V6)));

        String port = ":" + server.addresses().get(0).getPort();
        assertThat(threadsNamed(V4.getHostAddress() + port)).isEqualTo(2);
        assertThat(threadsNamed("[::1]" + port)).isEqualTo(2);
    }
}
