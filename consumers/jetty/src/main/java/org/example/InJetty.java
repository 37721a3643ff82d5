package org.example;

import io.github.tracker6.server.TrackerServer;
import io.github.tracker6.servlet.TrackerFilter;
import java.net.InetSocketAddress;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;

/** The tracker in Jetty, with UDP beside it. */
final class InJetty implements AutoCloseable {
    private final TrackerServer tracker;
    private final Server server;

    InJetty(int port) throws Exception {
        tracker = TrackerServer.builder()
                .listenUdp("[::]:" + port)
                .httpHandler()
                .lan(true)
                .start();
        server = new Server(new InetSocketAddress("::", port));
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServletContainerInitializer(
                (classes, starting) -> TrackerFilter.addTo(starting, tracker.httpHandler()));
        server.setHandler(context);
        server.start();
    }

    @Override
    public void close() throws Exception {
        server.stop();
        tracker.close();
    }
}
