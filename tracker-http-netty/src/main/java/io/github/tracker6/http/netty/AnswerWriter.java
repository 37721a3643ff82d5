package io.github.tracker6.http.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Writes an answer, head and body, into one buffer. One per worker, with a buffer of its own for the usual answer, which
 * is on its way as a rule before the next one is written.
 */
final class AnswerWriter {
    private static final byte[] LINE_END = ascii("\r\n");
    private static final byte[] GZIPPED = ascii("\r\nContent-Encoding: gzip");
    private static final byte[] CLOSE = ascii("\r\nConnection: close");
    private static final byte[] KEEP_ALIVE = ascii("\r\nConnection: keep-alive");
    private static final int MAX_HEAD_BYTES = 256;
    private static final int KEPT_BYTES = 4_096;
    private static final int OK_CODE = HttpStatus.OK.code();

    private final byte[] okHead = HttpStatus.OK.answerHead();
    private final Map<HttpStatus, byte[]> heads = new EnumMap<>(HttpStatus.class);
    private final byte[] digits = new byte[10];
    private final ByteBuf kept = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(KEPT_BYTES));

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

    /** Returns an answer, which the caller releases; the allocator is for one that is long, or written too early. */
    ByteBuf write(
            ByteBufAllocator allocator,
            int status,
            byte[] body,
            int bodyLength,
            boolean gzipped,
            boolean headOnly,
            Persistence persistence) {
        int sent = headOnly ? 0 : bodyLength;
        ByteBuf out = buffer(allocator, MAX_HEAD_BYTES + sent);
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

    private ByteBuf buffer(ByteBufAllocator allocator, int bytes) {
        boolean free = kept.refCnt() == 1;
        return free && bytes <= KEPT_BYTES ? kept.retain().clear() : allocator.ioBuffer(bytes, bytes);
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
