package io.github.tracker6.standalone;

import io.github.tracker6.HostCounts;
import io.github.tracker6.claims.AddressClaims;
import io.github.tracker6.claims.ReachabilityProber;
import io.github.tracker6.http.netty.TlsCertificate;
import io.github.tracker6.metainfo.TorrentDirectory;
import io.github.tracker6.redis.RedisSwarmStore;
import io.github.tracker6.server.TrackerServer;
import io.github.tracker6.status.ListedTorrent;
import java.nio.file.Path;
import java.util.List;

/** The meters of a program that has every part. Nothing is served, and no Redis is asked. */
final class AllMetrics implements AutoCloseable {
    private final RedisSwarmStore store =
            RedisSwarmStore.builder().uri("redis://192.0.2.1").build();
    private final TrackerServer server = TrackerServer.builder()
            .listenHttp("[::1]:0")
            .listenUdp("[::1]:0")
            .listenHttps("[::1]:0")
            .tls(certificate())
            .store(store)
            .build();
    private final AddressClaims claims = AddressClaims.builder().build();
    private final ReachabilityProber prober =
            ReachabilityProber.builder().store(store).build();
    private final ProgramMetrics metrics;

    /**
     * Makes the meters.
     *
     * @param folder an empty one, for torrents
     * @param names of torrents that are listed
     */
    AllMetrics(Path folder, String... names) throws Exception {
        TorrentDirectory folders = TorrentDirectory.builder().folder(folder).build();
        metrics = ProgramMetrics.of(
                server,
                claims,
                prober,
                folders,
                () -> List.of(names).stream()
                        .map(name -> new ListedTorrent(
                                name, String.format("%040x", name.hashCode()), 0, 3, 4, HostCounts.ofFamilies(1, 1, 1)))
                        .toList());
    }

    private static TlsCertificate certificate() throws Exception {
        return TlsCertificate.read(resource("tls-cert.pem"), resource("tls-key.pem"));
    }

    private static Path resource(String name) throws Exception {
        return Path.of(AllMetrics.class.getResource(name).toURI());
    }

    String scrape() {
        return metrics.scrape();
    }

    @Override
    public void close() {
        metrics.close();
        server.close();
        store.close();
    }
}
