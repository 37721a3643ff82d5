package io.github.tracker6.servlet;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Jetty. */
final class JettyServer implements ServletServer {
    private final Server server = new Server();
    private final Map<AddressFamily, ServerConnector> connectors = new EnumMap<>(AddressFamily.class);

    JettyServer(Application application) throws Exception {
        for (AddressFamily family : AddressFamily.values()) {
            ServerConnector connector = new ServerConnector(server, 1, 1);
            connector.setHost(family == AddressFamily.IPV6 ? "::1" : "127.0.0.1");
            server.addConnector(connector);
            connectors.put(family, connector);
        }
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServletContainerInitializer((classes, starting) -> application.start(starting));
        server.setHandler(context);
        server.start();
    }

    @Override
    public InetSocketAddress address(AddressFamily family) {
        ServerConnector connector = connectors.get(family);
        String host = family == AddressFamily.IPV6 ? "[::1]:" : "127.0.0.1:";
        return Endpoint.parse(host + connector.getLocalPort()).socketAddress();
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
