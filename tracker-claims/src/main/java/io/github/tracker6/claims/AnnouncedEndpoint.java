package io.github.tracker6.claims;

import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.Reachability;

/**
 * An IPv6 endpoint that was announced, and what the prober may have to do about it.
 *
 * @param host the key of the host, see {@link ResultWaits}
 * @param reported what the store knows of it
 * @param stalled whether the client says that it moves no data
 */
record AnnouncedEndpoint(InfoHash torrent, Endpoint endpoint, long host, Reachability reported, boolean stalled) {}
