package io.github.tracker6.http.netty;

import io.github.tracker6.engine.Tracker;
import io.github.tracker6.store.memory.MemorySwarmStore;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A server in a process of its own: prints its port, and ends with its standard input. */
final class ServerProgram {
    private ServerProgram() {}

    public static void main(String[] arguments) throws Exception {
        Transport transport = arguments[0].equals("nio") ? new NioTransport() : Transport.best();
        try (MemorySwarmStore store = MemorySwarmStore.builder().build();
                HttpTrackerServer server = HttpTrackerServer.builder(
                                Tracker.builder().store(store).build())
                        .transport(transport)
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .workers(2)
                        .lan(true)
                        .build()) {
            server.start();
            System.out.println(server.addresses().get(0).getPort());
            while (System.in.read() >= 0) {
                // until the end
            }
        }
    }
}
