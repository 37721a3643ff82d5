package org.example;

import com.sun.net.httpserver.HttpServer;
import io.github.tracker6.http.jdk.JdkHttpHandler;
import io.github.tracker6.server.TrackerServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The tracker in the JDK's server, with UDP beside it. */
final class InJdkServer implements AutoCloseable {
    private final TrackerServer tracker;
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final HttpServer server;

    InJdkServer(int port) throws IOException {
        tracker = TrackerServer.builder()
                .listenUdp("[::]:" + port)
                .httpHandler()
                .lan(true)
                .start();
        server = HttpServer.create(new InetSocketAddress("::", port), 0);
        server.setExecutor(threads);
        server.createContext("/", new JdkHttpHandler(tracker.httpHandler()));
        server.start();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
        tracker.close();
    }
}
