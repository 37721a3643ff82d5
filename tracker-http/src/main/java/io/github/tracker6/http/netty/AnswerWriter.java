package io.github.tracker6.http.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Writes an answer, head and body, into one pooled buffer. One per worker. */
final class AnswerWriter {
    private static final byte[] LINE_END = ascii("\r\n");
    private static final byte[] GZIPPED = ascii("\r\nContent-Encoding: gzip");
    private static final byte[] CLOSE = ascii("\r\nConnection: close");
    private static final byte[] KEEP_ALIVE = ascii("\r\nConnection: keep-alive");
    private static final int MAX_HEAD_BYTES = 256;
    private static final int OK_CODE = HttpStatus.OK.code();

    private final byte[] okHead = HttpStatus.OK.answerHead();
    private final Map<HttpStatus, byte[]> heads = new EnumMap<>(HttpStatus.class);
    private final byte[] digits = new byte[10];

    AnswerWriter() {
        for (HttpStatus status : HttpStatus.values()) {
            heads.put(status, status.answerHead());
        }
    }

    /** What the answer says of the connection (RFC 9112, section 9.3). */
    enum Persistence {
        /** It closes. */
        CLOSE,
        /** It stays open, as HTTP/1.1 has it. */
        STAY,
        /** It stays open, as an HTTP/1.0 client asked. */
        STAY_HTTP_1_0
    }

    ByteBuf write(
            ByteBufAllocator allocator,
            int status,
            byte[] body,
            int bodyLength,
            boolean gzipped,
            boolean headOnly,
            Persistence persistence) {
        int sent = headOnly ? 0 : bodyLength;
        ByteBuf out = allocator.ioBuffer(MAX_HEAD_BYTES + sent, MAX_HEAD_BYTES + sent);
        byte[] head = status == OK_CODE ? okHead : Objects.requireNonNull(heads.get(HttpStatus.of(status)), "head");
        out.writeBytes(head);
        writeNumber(out, bodyLength);
        if (gzipped) {
            out.writeBytes(GZIPPED);
        }
        switch (persistence) {
            case CLOSE -> out.writeBytes(CLOSE);
            case STAY_HTTP_1_0 -> out.writeBytes(KEEP_ALIVE);
            case STAY -> {
                // the default of HTTP/1.1
            }
        }
        out.writeBytes(LINE_END).writeBytes(LINE_END);
        return out.writeBytes(body, 0, sent);
    }

    private void writeNumber(ByteBuf out, int number) {
        int at = digits.length;
        int rest = number;
        do {
            at--;
            digits[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        out.writeBytes(digits, at, digits.length - at);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
