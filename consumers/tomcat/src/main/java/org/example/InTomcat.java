package org.example;

import io.github.tracker6.server.TrackerServer;
import io.github.tracker6.servlet.TrackerFilter;
import jakarta.servlet.http.HttpServlet;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/** The tracker in Tomcat, with UDP beside it. */
final class InTomcat implements AutoCloseable {
    private final TrackerServer tracker;
    private final Tomcat tomcat = new Tomcat();

    InTomcat(int port) throws Exception {
        tracker = TrackerServer.builder()
                .listenUdp("[::]:" + port)
                .httpHandler()
                .lan(true)
                .start();
        tomcat.setBaseDir(Path.of("target", "tomcat").toAbsolutePath().toString());
        Connector connector = new Connector();
        connector.setProperty("address", "::");
        connector.setPort(port);
        tomcat.getService().addConnector(connector);
        Context context = tomcat.addContext("", null);
        context.addServletContainerInitializer(
                (classes, starting) -> TrackerFilter.addTo(starting, tracker.httpHandler()), null);
        Tomcat.addServlet(context, "pages", new HttpServlet() {});
        context.addServletMappingDecoded("/", "pages");
        tomcat.start();
    }

    @Override
    public void close() throws Exception {
        tomcat.stop();
        tomcat.destroy();
        tracker.close();
    }
}
