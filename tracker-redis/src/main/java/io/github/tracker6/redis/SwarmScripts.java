package io.github.tracker6.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The scripts that read and change swarms; they lie beside the classes. The settings stand in their text, since each
 * argument of a call costs as much as a simple command. Immutable.
 */
final class SwarmScripts {
    /** A swarm's key outlives its hosts, whose last announce may be a window later than its last touch. */
    private static final double KEY_LIVES = 2.25;

    /** Each page of a large swarm is looked at when somebody on it may have expired; this leaves time for that. */
    private static final int PAGE_LIVES = 6;

    private final RedisScript<List<byte @Nullable []>> announce;
    private final RedisScript<List<Object>> sweep;
    private final RedisScript<byte @Nullable []> scrape;

    SwarmScripts(Agreement agreement, RedisStoreOptions options) {
        String settings = settings(agreement, options);
        announce = RedisScript.strings(
                "announce",
                settings
                        + text(
                                "layout.lua",
                                "totals.lua",
                                "announce-window.lua",
                                "announce-small.lua",
                                "announce-large.lua",
                                "swarm.lua",
                                "announce.lua",
                                "announce-again.lua"));
        sweep = RedisScript.list(
                "sweep", settings + text("layout.lua", "totals.lua", "sweep-head.lua", "swarm.lua", "sweep.lua"));
        scrape = RedisScript.bytes("scrape", text("scrape.lua"));
    }

    /** Returns how long a page of a large swarm is kept after it was looked at. */
    static long pageMillis(long ttlMillis) {
        return PAGE_LIVES * ttlMillis;
    }

    /** Records announces. */
    RedisScript<List<byte @Nullable []>> announce() {
        return announce;
    }

    /** Drops what expired. */
    RedisScript<List<Object>> sweep() {
        return sweep;
    }

    /** Reads a swarm. */
    RedisScript<byte @Nullable []> scrape() {
        return scrape;
    }

    private static String settings(Agreement agreement, RedisStoreOptions options) {
        StringBuilder seed = new StringBuilder();
        for (byte each : agreement.seedBytes()) {
            seed.append('\\').append(String.format("%03d", each & 0xff));
        }
        return """
                local KEY_MILLIS, PAGE_MILLIS, PEERS_CAP = '%d', '%d', %d
                local IPV4_CAP, IPV6_CAP, PREFIX_CAP = %d, %d, %d
                local SEED = '%s'
                local TTL, WINDOW, NUMBERS = %d, %d, %d
                local PAGE4, PAGE6, PAGE_BOTH = %d, %d, %d
                """.formatted(
                        (long) (KEY_LIVES * agreement.ttlMillis()),
                        pageMillis(agreement.ttlMillis()),
                        options.maxPeersPerSwarm(),
                        options.maxEndpointsPerIpv4Address(),
                        options.maxEndpointsPerIpv6Address(),
                        options.maxEndpointsPerIpv6Prefix(),
                        seed,
                        Records.TTL_TICKS,
                        Records.WINDOW_TICKS,
                        Places.NUMBERS,
                        Records.perPage(1),
                        Records.perPage(3),
                        Records.perPage(5));
    }

    private static String text(String... parts) {
        StringBuilder text = new StringBuilder();
        for (String part : parts) {
            try (InputStream in = SwarmScripts.class.getResourceAsStream(part)) {
                if (in == null) {
                    throw new IllegalStateException("the script " + part + " is missing from the jar");
                }
                text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return text.toString();
    }
}
