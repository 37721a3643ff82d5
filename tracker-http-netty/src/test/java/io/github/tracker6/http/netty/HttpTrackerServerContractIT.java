package io.github.tracker6.http.netty;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.address.Cidr;
import io.github.tracker6.http.HttpAnswer;
import io.github.tracker6.testkit.HttpEmbedding;
import io.github.tracker6.testkit.HttpEmbeddingContract;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/** The server of this module does on the wire what each embedding does. */
class HttpTrackerServerContractIT extends HttpEmbeddingContract {
    private static InetSocketAddress anyPort(String host) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(host), 0);
    }

    @Override
    protected HttpEmbedding start(HttpEmbedding.Setup setup) throws Exception {
        HttpTrackerServer server = HttpTrackerServer.builder(setup.tracker())
                .bind(anyPort("::1"))
                .bind(anyPort("127.0.0.1"))
                .workers(1)
                .lan(true)
                .sourceRate(1, setup.sourceBurst())
                .trustedProxies(
                        setup.trustsLoopback() ? List.of(Cidr.parse("::1/128"), Cidr.parse("127.0.0.0/8")) : List.of())
                .route(request -> request.path().equals(setup.pagePath())
                        ? HttpAnswer.of(200, "text/plain", setup.page()).done()
                        : null)
                .build();
        server.start();
        return new HttpEmbedding() {
            @Override
            public InetSocketAddress address(AddressFamily family) {
                return server.addresses().get(family == AddressFamily.IPV6 ? 0 : 1);
            }

            @Override
            public void close() {
                server.close();
            }
        };
    }
}
