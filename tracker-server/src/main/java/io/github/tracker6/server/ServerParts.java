package io.github.tracker6.server;

import io.github.tracker6.engine.Tracker;
import io.github.tracker6.health.HealthMonitor;
import io.github.tracker6.http.HttpTrackerHandler;
import io.github.tracker6.http.netty.TlsCertificate;
import io.github.tracker6.status.TrackerStatus;
import io.github.tracker6.store.SwarmStore;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link TrackerServer} is made of. None is started.
 *
 * @param ownsStore whether the store is closed with the server
 * @param torrents null where every torrent is tracked
 * @param health gets the parts of the server
 * @param showsStatus whether an address of the server shows it
 * @param gate stands between the handler and the tracker
 * @param handler for an HTTP server of the embedder's; null where none was asked for
 * @param meters each registers the meters of the server that runs, and returns what removes them
 */
record ServerParts(
        SwarmStore store,
        boolean ownsStore,
        @Nullable TorrentFolders torrents,
        Tracker tracker,
        HealthMonitor health,
        TrackerStatus status,
        boolean showsStatus,
        ProtocolServers servers,
        WhileServing gate,
        @Nullable HttpTrackerHandler handler,
        @Nullable TlsCertificate tls,
        List<Function<TrackerServer, Runnable>> meters) {}
