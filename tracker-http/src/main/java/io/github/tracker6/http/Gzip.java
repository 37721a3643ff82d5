package io.github.tracker6.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** The content coding gzip (RFC 9110, section 8.4.1.3). Stateless. */
final class Gzip {
    private static final int BUFFER_BYTES = 8_192;

    private Gzip() {}

    static byte[] compress(byte[] bytes, int length) {
        ByteArrayOutputStream target = new ByteArrayOutputStream(Math.max(length / 2, BUFFER_BYTES));
        try (GZIPOutputStream gzip = new GZIPOutputStream(target, BUFFER_BYTES)) {
            gzip.write(bytes, 0, length);
        } catch (IOException e) {
            throw new UncheckedIOException("in memory", e);
        }
        return target.toByteArray();
    }
}
