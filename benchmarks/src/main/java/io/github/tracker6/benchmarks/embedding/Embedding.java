package io.github.tracker6.benchmarks.embedding;

import com.sun.net.httpserver.HttpServer;
import io.github.tracker6.Endpoint;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.http.HttpTrackerHandler;
import io.github.tracker6.http.jdk.JdkHttpHandler;
import io.github.tracker6.http.netty.HttpTrackerServer;
import io.github.tracker6.servlet.TrackerFilter;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A way to embed the tracker. Each HTTP server has its defaults and listens on IPv4 loopback. */
enum Embedding {
    /** No server: announces go to the engine. */
    ENGINE {
        @Override
        int serve(Tracker tracker) {
            return 0;
        }
    },
    /** {@link HttpTrackerServer}. */
    NETTY {
        @Override
        int serve(Tracker tracker) throws IOException {
            HttpTrackerServer server = HttpTrackerServer.builder(tracker)
                    .bind(loopback())
                    .lan(true)
                    .rateLimit(false)
                    .build();
            server.start();
            return server.addresses().get(0).getPort();
        }
    },
    JETTY {
        @Override
        int serve(Tracker tracker) throws IOException {
            Server server = new Server();
            ServerConnector connector = new ServerConnector(server);
            connector.setHost(LOOPBACK);
            server.addConnector(connector);
            ServletContextHandler context = new ServletContextHandler("/");
            context.addServletContainerInitializer(filter(tracker));
            server.setHandler(context);
            try {
                server.start();
            } catch (Exception e) {
                throw new IOException(e);
            }
            return connector.getLocalPort();
        }
    },
    TOMCAT {
        @Override
        int serve(Tracker tracker) throws IOException {
            Logger.getLogger("org.apache").setLevel(Level.OFF);
            Tomcat tomcat = new Tomcat();
            tomcat.setBaseDir(Files.createTempDirectory("tracker6-tomcat").toString());
            Connector connector = new Connector();
            connector.setProperty("address", LOOPBACK);
            connector.setPort(0);
            tomcat.getService().addConnector(connector);
            Context context = tomcat.addContext("", null);
            context.addServletContainerInitializer(filter(tracker), null);
            // Tomcat calls filters only where a servlet is mapped.
            Tomcat.addServlet(context, "none", new HttpServlet() {
                private static final long serialVersionUID = 1L;
            });
            context.addServletMappingDecoded("/", "none");
            try {
                tomcat.start();
            } catch (LifecycleException e) {
                throw new IOException(e);
            }
            return connector.getLocalPort();
        }
    },
    /** The JDK's {@link HttpServer}. */
    JDK {
        @Override
        int serve(Tracker tracker) throws IOException {
            HttpServer server = HttpServer.create(loopback(), 0);
            server.setExecutor(Executors.newFixedThreadPool(8));
            server.createContext("/", new JdkHttpHandler(handler(tracker)));
            server.start();
            return server.getAddress().getPort();
        }
    };

    private static final String LOOPBACK = "127.0.0.1";

    /**
     * Serves until the process ends.
     *
     * @return the port
     */
    abstract int serve(Tracker tracker) throws IOException;

    private static InetSocketAddress loopback() {
        return Endpoint.parse(LOOPBACK + ":0").socketAddress();
    }

    private static HttpTrackerHandler handler(Tracker tracker) {
        return HttpTrackerHandler.builder(tracker).lan(true).rateLimit(false).build();
    }

    private static ServletContainerInitializer filter(Tracker tracker) {
        return (classes, context) -> TrackerFilter.addTo(context, handler(tracker));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
