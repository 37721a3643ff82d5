package io.github.tracker6.servlet;

import io.github.tracker6.AddressFamily;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/** Tomcat. */
final class TomcatServer implements ServletServer {
    private static final Logger LOG = Logger.getLogger("org.apache");

    private final Tomcat tomcat = new Tomcat();
    private final Map<AddressFamily, InetSocketAddress> addresses = new EnumMap<>(AddressFamily.class);

    TomcatServer(Application application) throws LifecycleException, UnknownHostException {
        LOG.setLevel(Level.OFF);
        tomcat.setBaseDir(Path.of("target", "tomcat").toAbsolutePath().toString());
        Map<AddressFamily, Connector> connectors = new EnumMap<>(AddressFamily.class);
        for (AddressFamily family : AddressFamily.values()) {
            Connector connector = new Connector();
            connector.setProperty("address", host(family));
            connector.setPort(0);
            tomcat.getService().addConnector(connector);
            connectors.put(family, connector);
        }
        tomcat.addContext("", null)
                .addServletContainerInitializer((classes, context) -> application.start(context), null);
        tomcat.start();
        for (AddressFamily family : AddressFamily.values()) {
            addresses.put(
                    family,
                    new InetSocketAddress(
                            InetAddress.getByName(host(family)),
                            connectors.get(family).getLocalPort()));
        }
    }

    private static String host(AddressFamily family) {
        return family == AddressFamily.IPV6 ? "::1" : "127.0.0.1";
    }

    @Override
    public InetSocketAddress address(AddressFamily family) {
        return addresses.get(family);
    }

    @Override
    public void close() throws IOException {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            throw new IOException(e);
        }
    }
}
