package io.github.tracker6.http.jdk;

import com.sun.net.httpserver.HttpServer;
import io.github.tracker6.AddressFamily;
import io.github.tracker6.address.Cidr;
import io.github.tracker6.http.HttpAnswer;
import io.github.tracker6.http.HttpTrackerHandler;
import io.github.tracker6.testkit.HttpEmbedding;
import io.github.tracker6.testkit.HttpEmbeddingContract;
import io.github.tracker6.testkit.HttpOddity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The tracker in the JDK's server. */
class JdkHttpHandlerIT extends HttpEmbeddingContract {
    @Override
    protected HttpEmbedding start(HttpEmbedding.Setup setup) throws IOException {
        return new JdkServers(setup);
    }

    @Override
    protected Set<HttpOddity> refusals() {
        return Set.of(
                HttpOddity.RAW_CONTROL_BYTES,
                HttpOddity.UNWISE_CHARACTERS,
                HttpOddity.PERCENT_IN_QUERY,
                HttpOddity.PERCENT_IN_PATH);
    }

    /** One server for each family: such a server has one address. */
    private static final class JdkServers implements HttpEmbedding {
        private final ExecutorService executor = Executors.newFixedThreadPool(4);
        private final Map<AddressFamily, HttpServer> servers = new EnumMap<>(AddressFamily.class);

        JdkServers(Setup setup) throws IOException {
            JdkHttpHandler handler = new JdkHttpHandler(HttpTrackerHandler.builder(setup.tracker())
                    .lan(true)
                    .sourceRate(1, setup.sourceBurst())
                    .trustedProxies(
                            setup.trustsLoopback()
                                    ? List.of(Cidr.parse("::1/128"), Cidr.parse("127.0.0.0/8"))
                                    : List.of())
                    .route(request -> request.path().equals(setup.pagePath())
                            ? HttpAnswer.of(200, "text/plain", setup.page()).done()
                            : null)
                    .build());
            for (AddressFamily family : AddressFamily.values()) {
                String host = family == AddressFamily.IPV6 ? "::1" : "127.0.0.1";
                HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), 0), 0);
                server.createContext("/", handler);
                server.setExecutor(executor);
                server.start();
                servers.put(family, server);
            }
        }

        @Override
        public InetSocketAddress address(AddressFamily family) {
            return servers.get(family).getAddress();
        }

        @Override
        public void close() {
            servers.values().forEach(server -> server.stop(0));
            executor.shutdownNow();
        }
    }
}
