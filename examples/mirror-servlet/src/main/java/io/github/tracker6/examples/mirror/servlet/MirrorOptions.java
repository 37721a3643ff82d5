package io.github.tracker6.examples.mirror.servlet;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a mirror serves, and where. Immutable.
 *
 * @param images a folder
 * @param torrents a folder; it is made if it is not there
 * @param host what announce URLs and web seeds name; empty for the machine's addresses
 * @param url the URL of the mirror; empty for {@code http://HOST:PORT/}
 * @param port for TCP and UDP; 0 takes a free one
 * @param lan whether peers with private and loopback addresses are admitted
 * @param hybrid whether new torrents are hybrids of v1 and v2
 * @param settleTime how long an image must stay as it is before a torrent is made of it
 */
record MirrorOptions(
        Path images,
        Path torrents,
        String host,
        String url,
        int port,
        boolean lan,
        boolean hybrid,
        Duration settleTime) {}
