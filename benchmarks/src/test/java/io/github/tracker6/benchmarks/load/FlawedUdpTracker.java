package io.github.tracker6.benchmarks.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.HexFormat;

/** {@link FlawedSwarms} over UDP (BEP 15). */
final class FlawedUdpTracker implements AutoCloseable {
    private static final long CONNECTION_ID = 0x1122334455667788L;

    private final Flaw flaw;
    private final FlawedSwarms swarms;
    private final DatagramChannel channel;
    private final Thread thread;

    FlawedUdpTracker(InetAddress address, Flaw flaw) throws IOException {
        this.flaw = flaw;
        this.swarms = new FlawedSwarms(flaw);
        this.channel = DatagramChannel.open().bind(new InetSocketAddress(address, 0));
        this.thread = new Thread(this::serve, "flawed-udp");
        thread.setDaemon(true);
        thread.start();
    }

    InetSocketAddress address() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    private void serve() {
        ByteBuffer in = ByteBuffer.allocate(2_048);
        try {
            while (true) {
                InetSocketAddress source = (InetSocketAddress) channel.receive(in.clear());
                answer(in.flip(), source);
            }
        } catch (ClosedChannelException e) {
            // close() was called
        } catch (IOException e) {
            throw new AssertionError("the test tracker", e);
        }
    }

    private void answer(ByteBuffer in, InetSocketAddress source) throws IOException {
        int action = in.getInt(8);
        ByteBuffer out = ByteBuffer.allocate(4_096).putInt(action).putInt(in.getInt(12));
        switch (action) {
            case 0 -> out.putLong(CONNECTION_ID);
            case 1 -> announce(in, source, out);
            default -> {
                for (int at = 16; at + 20 <= in.limit(); at += 20) {
                    for (int count : swarms.scrape(hash(in, at))) {
                        out.putInt(count);
                    }
                }
            }
        }
        channel.send(out.flip(), source);
    }

    private void announce(ByteBuffer in, InetSocketAddress source, ByteBuffer out) throws IOException {
        FlawedSwarms.Reply reply = swarms.announce(
                hash(in, 16),
                FlawedSwarms.endpoint(source.getAddress(), Short.toUnsignedInt(in.getShort(96))),
                in.getLong(64) == 0,
                in.getInt(80) == 3,
                in.getInt(92));
        out.putInt(reply.interval())
                .putInt(reply.leechers())
                .putInt(reply.seeders())
                .put(reply.peers());
        if (!reply.flawed()) {
            return;
        }
        switch (flaw) {
            case OTHER_TRANSACTION -> out.putInt(4, ~in.getInt(12));
            case OTHER_ACTION -> out.putInt(0, 2);
            case CUT_OFF -> out.position(19);
            case REFUSES -> out.putInt(0, 3).position(8).put((byte) 'n').put((byte) 'o');
            case ANSWERS_TWICE -> channel.send(out.duplicate().flip(), source);
            case IS_SILENT -> out.position(0);
            default -> {}
        }
    }

    private static String hash(ByteBuffer in, int at) {
        byte[] bytes = new byte[20];
        in.get(at, bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public void close() {
        QuietClose.close(channel);
    }
}
