package io.github.tracker6.redis;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The Lua texts: each compares and writes in one step. They are short and rare, so they are sent as they are. */
final class LogScripts {
    static final byte[] LOOK = read("look");
    static final byte[] APPEND = read("append");
    static final byte[] LEASE = read("lease");
    static final byte[] FOUND = read("snapshot", "found");
    static final byte[] MANIFEST = read("snapshot", "manifest");
    static final byte[] DROP = read("drop");

    private LogScripts() {}

    private static byte[] read(String... names) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (String name : names) {
            try (InputStream in = LogScripts.class.getResourceAsStream(name + ".lua")) {
                if (in == null) {
                    throw new IllegalStateException("the jar lacks " + name + ".lua");
                }
                in.transferTo(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return text.toByteArray();
    }
}
