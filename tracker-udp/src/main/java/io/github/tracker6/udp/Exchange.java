package io.github.tracker6.udp;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.internal.BigEndian;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through the tracker: its source, what it asks, and the messages for that. A worker uses the
 * same exchange again and again. If the answer is late, the exchange waits for it and the worker takes another one. Not
 * thread-safe; the worker hands it over to the thread that completes the stage.
 */
final class Exchange implements BiConsumer<Object, Throwable> {
    AnnounceRequest request = new AnnounceRequest();
    AnnounceResponse response = new AnnounceResponse();
    ScrapeBatch batch = new ScrapeBatch();

    private final UdpHandler handler;

    private AddressFamily family = AddressFamily.IPV4;
    private long high;
    private long low;
    private int port;

    /** The object that the source was read from; null where it came as numbers. */
    private @Nullable InetSocketAddress sourceObject;

    private @Nullable Supplier<ReplySender> senders;
    private @Nullable ReplySender sender;
    private @Nullable ByteBuffer lateReply;
    private @Nullable AnswerSampler sampler;
    /** Whether the answer to this request is measured. */
    private boolean sampled;

    private long sampledNanos = AnswerSampler.NONE;
    private int action;
    private int transactionId;
    private boolean discarded;

    Exchange(UdpHandler handler) {
        this.handler = handler;
    }

    /**
     * Sets the source of the packet. Costs nothing for the object of the last call: a channel returns the same one as long as
     * its datagrams come from the same source. The exchange itself knows which object it has, since another socket may
     * have used it meanwhile.
     */
    @SuppressWarnings("ReferenceEquality")
    void source(InetSocketAddress from) {
        if (from == sourceObject) {
            return;
        }
        byte[] address = from.getAddress().getAddress();
        if (address.length == AddressFamily.IPV4.addressBytes()) {
            source(AddressFamily.IPV4, 0, BigEndian.intAt(address, 0), from.getPort());
        } else {
            source(AddressFamily.IPV6, BigEndian.longAt(address, 0), BigEndian.longAt(address, 8), from.getPort());
        }
        sourceObject = from;
    }

    /** Sets the source of the packet. An IPv4-mapped address becomes IPv4 before anything depends on the family. */
    void source(AddressFamily family, long high, long low, int port) {
        if (family == AddressFamily.IPV4 || Endpoint.isMapped(high, low)) {
            this.family = AddressFamily.IPV4;
            this.high = 0;
            this.low = low & 0xffff_ffffL;
        } else {
            this.family = family;
            this.high = high;
            this.low = low;
        }
        this.port = port;
        sourceObject = null;
    }

    /** Sets what returns the sender of a late reply. It is called while the packet is handled. */
    void senders(Supplier<ReplySender> senders) {
        this.senders = senders;
    }

    /** Sets what measures the answers to announces. */
    void sampler(AnswerSampler sampler) {
        this.sampler = sampler;
    }

    /** Notes that the request is an announce, which goes to the tracker now. */
    void beginAnnounce() {
        AnswerSampler current = sampler;
        sampled = current != null && current.announce();
    }

    /** Begins a request that the source may make. */
    void begin(int action, int transactionId) {
        this.action = action;
        this.transactionId = transactionId;
        sampled = false;
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

    /** Keeps the sender of the late reply: the worker goes on to other packets before the reply exists. */
    void park() {
        sender = senders == null ? null : senders.get();
        AnswerSampler current = sampler;
        sampledNanos = current == null || !sampled ? AnswerSampler.NONE : current.takeChosen();
    }

    /** Takes new messages after a failed request: a store or interceptor that is late may still write into the old ones. */
    void replaceMessages() {
        request = new AnnounceRequest();
        response = new AnnounceResponse();
        batch = new ScrapeBatch();
    }

    /** Marks this exchange as one that the tracker may still write to after a failure. It serves no other request. */
    void discard() {
        discarded = true;
    }

    boolean isDiscarded() {
        return discarded;
    }

    /** Takes the end of a stage that was not complete when the handler returned. */
    @Override
    public void accept(@Nullable Object answer, @Nullable Throwable failure) {
        handler.completeLate(this, failure);
    }

    /** Returns this exchange's own buffer for a late reply. */
    ByteBuffer lateReply() {
        ByteBuffer buffer = lateReply;
        if (buffer == null) {
            buffer = ByteBuffer.allocateDirect(UdpTrackerServerBuilder.DEFAULT_MAX_REPLY_BYTES);
            lateReply = buffer;
        }
        return buffer;
    }

    /** Sends a late reply to the source. */
    void send(ByteBuffer reply) {
        ReplySender current = sender;
        if (current != null) {
            current.send(reply);
        }
        AnswerSampler measures = sampler;
        if (measures != null && sampledNanos != AnswerSampler.NONE) {
            measures.record(sampledNanos);
        }
    }
}
