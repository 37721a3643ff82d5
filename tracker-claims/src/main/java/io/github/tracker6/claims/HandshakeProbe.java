package io.github.tracker6.claims;

import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** Connects over TCP, writes the 68 bytes of a handshake, reads at most 68, and closes the connection. */
final class HandshakeProbe extends Probe {
    private final SocketChannel channel;
    private final InfoHash infoHash;
    private final byte @Nullable [] peerId;
    private final ByteBuffer handshake;
    private final ByteBuffer answer = ByteBuffer.allocate(Handshake.BYTES);
    private boolean connected;

    private HandshakeProbe(
            SocketChannel channel,
            boolean connected,
            InfoHash infoHash,
            byte @Nullable [] peerId,
            ByteBuffer handshake,
            Dialer.Result result) {
        super(channel, result);
        this.channel = channel;
        this.connected = connected;
        this.infoHash = infoHash;
        this.peerId = peerId;
        this.handshake = handshake;
    }

    /**
     * Begins to connect.
     *
     * @param source the address to connect from; null: the system chooses
     * @param peerId the peer id that the peer must send; null if any will do
     * @param handshake what the peer gets
     */
    static HandshakeProbe begin(
            Endpoint target,
            @Nullable InetSocketAddress source,
            InfoHash infoHash,
            byte @Nullable [] peerId,
            ByteBuffer handshake,
            Dialer.Result result)
            throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            if (source != null) {
                channel.bind(source);
            }
            boolean connected = channel.connect(target.socketAddress());
            return new HandshakeProbe(channel, connected, infoHash, peerId, handshake, result);
        } catch (Throwable e) {
            close(channel);
            throw e;
        }
    }

    @Override
    int interestOps() {
        if (!connected) {
            return SelectionKey.OP_CONNECT;
        }
        return handshake.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ;
    }

    @Override
    boolean connected() {
        return connected;
    }

    @Override
    @Nullable
    ProbeOutcome advance() throws IOException {
        if (!connected) {
            connected = channel.finishConnect();
            if (!connected) {
                return null;
            }
        }
        channel.write(handshake);
        if (handshake.hasRemaining()) {
            return null;
        }
        int read = channel.read(answer);
        ProbeOutcome outcome = Handshake.check(answer.array(), answer.position(), infoHash, peerId);
        return outcome == null && read < 0 ? ProbeOutcome.CLOSED : outcome;
    }

    @Override
    ProbeOutcome failure() {
        if (!connected) {
            return ProbeOutcome.UNREACHABLE;
        }
        return answer.position() == 0 ? ProbeOutcome.RESET : ProbeOutcome.CLOSED;
    }
}
