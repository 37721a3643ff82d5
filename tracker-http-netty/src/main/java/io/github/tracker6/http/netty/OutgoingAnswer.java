package io.github.tracker6.http.netty;

import io.github.tracker6.http.HttpAnswer;
import io.github.tracker6.http.TrackerExchange;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The answer that a connection owes or sends: in which form, what is left of it, and whether the connection stays open. */
final class OutgoingAnswer {
    private static final ByteBuffer NO_BODY = ByteBuffer.allocate(0);

    private final AnswerWriter writer;
    private boolean headOnly;
    private boolean http10;
    private boolean keepAlive;
    private boolean unreadBehind;
    private @Nullable ByteBuffer rest;

    OutgoingAnswer(AnswerWriter writer) {
        this.writer = writer;
    }

    /**
     * Begins the answer to a request.
     *
     * @param mayStay whether the connection may stay open if the client wants it to
     */
    void begin(RequestHead head, boolean mayStay) {
        headOnly = head.head();
        http10 = head.http10();
        keepAlive = mayStay && head.keepAlive();
    }

    /** Begins the answer to a request that could not be read. */
    void beginRefusal() {
        headOnly = false;
        keepAlive = false;
    }

    /** Closes the connection behind the answer. Called before the answer is written. */
    void closeBehind() {
        keepAlive = false;
    }

    /**
     * Writes the answer of an exchange, or its first piece.
     *
     * @param more whether the client sent something behind the request
     */
    ByteBuf write(ByteBufAllocator allocator, TrackerExchange exchange, boolean more) {
        HttpAnswer answer = exchange.answer();
        if (answer != null) {
            return write(allocator, answer, more);
        }
        unreadBehind = more;
        byte[] body = exchange.body();
        int length = exchange.bodyLength();
        int first = headOnly ? 0 : Math.min(length, AnswerWriter.MAX_PIECE_BYTES);
        rest = headOnly || first == length ? null : ByteBuffer.wrap(body, first, length - first);
        return writer.write(allocator, body, first, length, exchange.gzipped(), persistence());
    }

    /** Writes an answer, or its first piece. An error closes the connection behind it, all but "not found". */
    ByteBuf write(ByteBufAllocator allocator, HttpAnswer answer, boolean more) {
        boolean served = HttpStatus.keepsConnection(answer.status());
        keepAlive &= served;
        // A client that sends too many requests sends no bodies: there is nothing to wait for.
        unreadBehind = more || (!served && answer.status() != HttpStatus.TOO_MANY_REQUESTS);
        ByteBuffer body = headOnly ? NO_BODY : answer.body();
        ByteBuf out = writer.write(allocator, answer, body, persistence());
        rest = body.hasRemaining() ? body : null;
        return out;
    }

    /** Writes the next piece. */
    ByteBuf writeMore(ByteBufAllocator allocator) {
        ByteBuffer body = rest == null ? NO_BODY : rest;
        ByteBuf out = writer.writeMore(allocator, body);
        rest = body.hasRemaining() ? body : null;
        return out;
    }

    private AnswerWriter.Persistence persistence() {
        if (!keepAlive) {
            return AnswerWriter.Persistence.CLOSE;
        }
        return http10 ? AnswerWriter.Persistence.STAY_HTTP_1_0 : AnswerWriter.Persistence.STAY;
    }

    /** Returns whether all of it was written. */
    boolean isWhole() {
        return rest == null;
    }

    /** Returns whether the connection stays open behind it. */
    boolean keepsAlive() {
        return keepAlive;
    }

    /** Returns whether the client may have sent something that was not read: a close would then reset the connection. */
    boolean hasUnreadBehind() {
        return unreadBehind;
    }

    /** Forgets what is left. */
    void clear() {
        rest = null;
    }
}
