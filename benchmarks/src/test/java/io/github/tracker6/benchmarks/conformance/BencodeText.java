package io.github.tracker6.benchmarks.conformance;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Encodes what the testkit's decoder returns, in the order that it has. Stateless. */
final class BencodeText {
    private BencodeText() {}

    static byte[] encode(Object value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(out, value);
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, Object value) {
        if (value instanceof Long number) {
            text(out, "i" + number + "e");
        } else if (value instanceof byte[] bytes) {
            text(out, bytes.length + ":");
            out.writeBytes(bytes);
        } else if (value instanceof List<?> list) {
            text(out, "l");
            list.forEach(each -> write(out, each));
            text(out, "e");
        } else {
            text(out, "d");
            ((Map<?, ?>) value).forEach((key, each) -> {
                write(out, ((String) key).getBytes(StandardCharsets.ISO_8859_1));
                write(out, each);
            });
            text(out, "e");
        }
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
