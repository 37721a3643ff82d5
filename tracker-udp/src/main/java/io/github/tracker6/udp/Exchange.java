package io.github.tracker6.udp;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.engine.AnnounceRequest;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through the tracker: where it came from, what it asks, and the messages for that. A worker
 * uses the same one again and again, until an answer is late: then the exchange waits for it, and the worker takes
 * another. Not thread-safe; passed on from the worker to the thread that completes the stage.
 */
final class Exchange implements BiConsumer<Object, Throwable> {
    final AnnounceRequest request = new AnnounceRequest();
    final AnnounceResponse response = new AnnounceResponse();
    final ScrapeBatch batch = new ScrapeBatch();

    private final UdpHandler handler;

    private AddressFamily family = AddressFamily.IPV4;
    private long high;
    private long low;
    private int port;
    private @Nullable Supplier<ReplySender> returnPath;
    private @Nullable ReplySender sender;
    private @Nullable ByteBuffer lateReply;
    private int action;
    private int transactionId;

    Exchange(UdpHandler handler) {
        this.handler = handler;
    }

    /** Sets the source of the packet. An IPv4-mapped address becomes IPv4, before anything depends on the family. */
    void source(AddressFamily family, long high, long low, int port) {
        boolean mapped = family == AddressFamily.IPV6 && high == 0 && low >>> Integer.SIZE == 0xffff;
        this.family = mapped ? AddressFamily.IPV4 : family;
        this.high = high;
        this.low = mapped ? low & 0xffff_ffffL : low;
        this.port = port;
    }

    /** Sets who knows, while the packet is being handled, the way that a late reply takes. */
    void returnPath(Supplier<ReplySender> returnPath) {
        this.returnPath = returnPath;
    }

    /** Begins a request that the source may make. */
    void begin(int action, int transactionId) {
        this.action = action;
        this.transactionId = transactionId;
    }

    AddressFamily family() {
        return family;
    }

    long high() {
        return high;
    }

    long low() {
        return low;
    }

    int port() {
        return port;
    }

    int action() {
        return action;
    }

    int transactionId() {
        return transactionId;
    }

    /** Keeps the way back: the worker goes on to other packets before the reply is there. */
    void park() {
        sender = returnPath == null ? null : returnPath.get();
    }

    /** Takes the end of a stage that was not complete when the handler returned. */
    @Override
    public void accept(@Nullable Object answer, @Nullable Throwable failure) {
        handler.completeLate(this, failure);
    }

    /** Returns a buffer of the exchange's own for a late reply. */
    ByteBuffer lateReply() {
        ByteBuffer buffer = lateReply;
        if (buffer == null) {
            buffer = ByteBuffer.allocateDirect(UdpTrackerServerBuilder.DEFAULT_MAX_REPLY_BYTES);
            lateReply = buffer;
        }
        return buffer;
    }

    /** Sends a late reply back on the way that the request came. */
    void send(ByteBuffer reply) {
        ReplySender way = sender;
        if (way != null) {
            way.send(reply);
        }
    }
}
