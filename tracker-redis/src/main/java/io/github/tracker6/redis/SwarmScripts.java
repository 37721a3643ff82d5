package io.github.tracker6.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The scripts that change swarms; they lie beside the classes. */
final class SwarmScripts {
    /** Records an announce. */
    static final RedisScript<byte @Nullable []> ANNOUNCE = RedisScript.bytes(
            "announce", text("totals.lua", "announce-fast.lua", "announce-small.lua", "swarm.lua", "announce.lua"));

    /** Drops what expired. */
    static final RedisScript<List<Object>> SWEEP =
            RedisScript.list("sweep", text("totals.lua", "sweep-head.lua", "swarm.lua", "sweep.lua"));

    private SwarmScripts() {}

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
