package io.github.tracker6.http.netty;

import io.github.tracker6.http.HttpAnswer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes answers into buffers. One per worker, with a buffer of its own for the usual answer, which the socket has as a
 * rule before the next one is written.
 */
final class AnswerWriter {
    /** The most bytes of a body in one buffer: a longer body is sent in pieces, so that a slow client holds no more. */
    static final int MAX_PIECE_BYTES = 16_384;

    private static final byte[] OK_HEAD = ascii("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ");
    private static final byte[] LINE_END = ascii("\r\n");
    private static final byte[] GZIPPED = ascii("Content-Encoding: gzip\r\n");
    private static final byte[] CLOSE = ascii("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
    private static final int MAX_HEAD_BYTES = 256;
    private static final int KEPT_BYTES = 4_096;

    private final byte[] digits = new byte[10];
    private final ByteBuf kept = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(KEPT_BYTES));

    /** What the answer says of the connection (RFC 9112, section 9.3). */
    enum Persistence {
        /** It closes. */
        CLOSE,
        /** It stays open, as HTTP/1.1 has it. */
        STAY,
        /** It stays open, as an HTTP/1.0 client asked. */
        STAY_HTTP_1_0
    }

    /**
     * Writes the tracker's usual answer.
     *
     * @param allocator for an answer that is long, or while the kept buffer is in use
     * @param written how many bytes of the body follow the head: all, none or the first piece
     * @return released by the caller
     */
    ByteBuf write(
            ByteBufAllocator allocator,
            byte[] body,
            int written,
            int bodyLength,
            boolean gzipped,
            Persistence persistence) {
        ByteBuf out = buffer(allocator, MAX_HEAD_BYTES + written);
        out.writeBytes(OK_HEAD);
        writeNumber(out, bodyLength);
        out.writeBytes(LINE_END);
        if (gzipped) {
            out.writeBytes(GZIPPED);
        }
        endHead(out, persistence);
        return out.writeBytes(body, 0, written);
    }

    /**
     * Writes any answer.
     *
     * @param body the body, or an empty buffer to leave it out; the first piece is taken from it
     * @return released by the caller
     */
    ByteBuf write(ByteBufAllocator allocator, HttpAnswer answer, ByteBuffer body, Persistence persistence) {
        byte[] head = ascii(head(answer));
        ByteBuf out = buffer(allocator, MAX_HEAD_BYTES + head.length + Math.min(body.remaining(), MAX_PIECE_BYTES));
        out.writeBytes(head);
        endHead(out, persistence);
        return writePiece(out, body);
    }

    /**
     * Writes the next piece of a body.
     *
     * @return released by the caller
     */
    ByteBuf writeMore(ByteBufAllocator allocator, ByteBuffer body) {
        return writePiece(allocator.ioBuffer(Math.min(body.remaining(), MAX_PIECE_BYTES)), body);
    }

    private static ByteBuf writePiece(ByteBuf out, ByteBuffer body) {
        int end = body.limit();
        body.limit(body.position() + Math.min(body.remaining(), MAX_PIECE_BYTES));
        out.writeBytes(body);
        body.limit(end);
        return out;
    }

    private static String head(HttpAnswer answer) {
        StringBuilder head = new StringBuilder("HTTP/1.1 ")
                .append(answer.status())
                .append(' ')
                .append(HttpStatus.reason(answer.status()))
                .append("\r\n");
        answer.headers().forEach((name, values) -> {
            for (String value : values) {
                head.append(name).append(": ").append(value).append("\r\n");
            }
        });
        return head.toString();
    }

    private static void endHead(ByteBuf out, Persistence persistence) {
        switch (persistence) {
            case CLOSE -> out.writeBytes(CLOSE);
            case STAY_HTTP_1_0 -> out.writeBytes(KEEP_ALIVE);
            case STAY -> {
                // the default of HTTP/1.1
            }
        }
        out.writeBytes(LINE_END);
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
