package io.github.tracker6.examples.mirror.servlet;

import jakarta.servlet.ServletContainerInitializer;
import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.jetty.ee10.servlet.ResourceServlet;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The mirror as it was before the tracker came: Jetty, which serves folders with ranges and lists of files. Not thread-safe. */
final class FileServer implements AutoCloseable {
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final ServletContextHandler application = new ServletContextHandler("/");

    /**
     * Makes a server of no folder.
     *
     * @param port of every address of both families; 0 takes a free one
     */
    FileServer(int port) {
        connector.setHost("::");
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(application);
        application.getMimeTypes().addMimeMapping("torrent", "application/x-bittorrent");
    }

    /** Serves the files of a folder, and of those below it. */
    FileServer folder(String urlPath, Path folder) {
        ServletHolder files = new ServletHolder(urlPath, ResourceServlet.class);
        files.setInitParameter("baseResource", folder.toAbsolutePath().toString());
        files.setInitParameter("dirAllowed", "true");
        application.addServlet(files, "/" + urlPath + "/*");
        return this;
    }

    /** Adds something that starts with the web application. */
    FileServer with(ServletContainerInitializer initializer) {
        application.addServletContainerInitializer(initializer);
        return this;
    }

    /**
     * Takes the port; answers nothing yet. Returns the port.
     *
     * @throws IOException if it is in use, in one line
     */
    int open() throws IOException {
        try {
            connector.open();
        } catch (IOException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException("HTTP [::]:" + connector.getPort() + ": " + cause.getMessage(), e);
        }
        return connector.getLocalPort();
    }

    /** Serves. */
    void start() throws IOException {
        try {
            server.start();
        } catch (Exception e) {
            throw new IOException("Jetty does not start: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException("Jetty does not stop: " + e.getMessage(), e);
        } finally {
            connector.close(); // where it is open and was never started
        }
    }
}
