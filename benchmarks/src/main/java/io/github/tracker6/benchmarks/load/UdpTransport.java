package io.github.tracker6.benchmarks.load;

import io.github.tracker6.benchmarks.support.SplitMix64;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Announces over UDP (BEP 15): connected sockets, each with a connection id that is renewed in time. */
final class UdpTransport implements Transport {
    private static final long MAGIC = 0x41727101980L;
    private static final int ACTION_CONNECT = 0;
    private static final int ACTION_ANNOUNCE = 1;
    private static final int ACTION_ERROR = 3;
    private static final int CONNECT_BYTES = 16;
    private static final int ANNOUNCE_BYTES = 98;
    private static final int ANSWER_BYTES = 20;
    private static final int ERROR_BYTES = 8;
    /** "A client can use a connection ID until one minute after it has received it" (BEP 15). */
    private static final long RENEW_NANOS = TimeUnit.SECONDS.toNanos(50);

    private static final int OPEN_TRIES = 3;
    private static final int RECEIVE_BUFFER_BYTES = 4 << 20;

    private final LoadPlan plan;
    private final Sources sources;
    private final Homes homes;
    private final Population population;
    private final InFlight inFlight;
    private final Answers answers;
    private final long timeoutNanos;
    private final int transactionMask;
    private final Selector selector;
    private final UdpSource[] sockets;
    private final ByteBuffer out = ByteBuffer.allocateDirect(ANNOUNCE_BYTES);
    private final byte[] received = new byte[2_048];
    private final ByteBuffer in = ByteBuffer.wrap(received);
    private final Answer answer = new Answer();
    private final Consumer<SelectionKey> reader = this::read;
    private int connects;
    private int renewed;

    UdpTransport(LoadPlan plan, Sources sources, Homes homes, Population population, InFlight inFlight, Answers answers)
            throws IOException {
        this.plan = plan;
        this.sources = sources;
        this.homes = homes;
        this.population = population;
        this.inFlight = inFlight;
        this.answers = answers;
        this.timeoutNanos = plan.timeout().toNanos();
        this.transactionMask = (int) SplitMix64.at(plan.seed(), 0);
        this.selector = Selector.open();
        this.sockets = new UdpSource[sources.sockets()];
    }

    @Override
    public void open() throws IOException {
        for (int i = 0; i < sockets.length; i++) {
            DatagramChannel channel = DatagramChannel.open();
            sockets[i] = new UdpSource(channel);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
            channel.bind(sources.bindAddress(i)).connect(homes.target(i).address());
            channel.configureBlocking(false).register(selector, SelectionKey.OP_READ, sockets[i]);
        }
        for (int i = 0; i < OPEN_TRIES && !allConnected(); i++) {
            for (UdpSource source : sockets) {
                if (!source.connected) {
                    connect(source);
                }
            }
            long end = System.nanoTime() + timeoutNanos;
            while (!allConnected() && System.nanoTime() - end < 0) {
                selector.select(reader, TimeUnit.NANOSECONDS.toMillis(timeoutNanos) / 10 + 1);
            }
        }
        long silent = Arrays.stream(sockets).filter(each -> !each.connected).count();
        if (silent > 0) {
            throw new IOException(plan.targets().stream().map(Target::toString).collect(Collectors.joining(", "))
                    + " did not answer a connect from " + silent + " of " + sockets.length + " sockets");
        }
    }

    private boolean allConnected() {
        return Arrays.stream(sockets).allMatch(source -> source.connected);
    }

    private void connect(UdpSource source) throws IOException {
        source.connecting = true;
        source.connectTransaction = (int) SplitMix64.at(plan.seed(), ++connects);
        source.connectSentNanos = System.nanoTime();
        out.clear()
                .putLong(MAGIC)
                .putInt(ACTION_CONNECT)
                .putInt(source.connectTransaction)
                .flip();
        write(source);
    }

    @Override
    public boolean isIdle(int socket) {
        return sockets[socket].connected;
    }

    @Override
    public boolean send(int socket, long sequence, int peer, Event event, boolean seeder) throws IOException {
        UdpSource source = sockets[socket];
        out.clear().putLong(source.connectionId).putInt(ACTION_ANNOUNCE).putInt((int) sequence ^ transactionMask);
        population.putInfoHash(population.swarmOf(peer), out);
        population.putPeerId(peer, out);
        out.putLong(0) // downloaded
                .putLong(seeder ? 0 : 1_000) // left
                .putLong(0) // uploaded
                .putInt(event.number())
                .putInt(0) // the address is that of the packet
                .putInt(population.key(peer))
                .putInt(plan.numWant())
                .putShort((short) population.portOf(peer))
                .flip();
        return write(source);
    }

    private boolean write(UdpSource source) throws IOException {
        try {
            return source.channel.write(out) > 0;
        } catch (PortUnreachableException e) {
            return true; // caused by an earlier datagram; this one gets no answer either and counts as lost
        }
    }

    @Override
    public void poll(long waitMillis) throws IOException {
        if (waitMillis > 0) {
            selector.select(reader, waitMillis);
        } else {
            selector.selectNow(reader);
        }
        renewOne();
    }

    /** Checks one socket per call, so that the renewals are spread over time. */
    private void renewOne() throws IOException {
        renewed = renewed + 1 == sockets.length ? 0 : renewed + 1;
        UdpSource source = sockets[renewed];
        long now = System.nanoTime();
        if (source.connecting) {
            if (now - source.connectSentNanos > timeoutNanos) {
                answers.onLoss();
                connect(source);
            }
        } else if (now - source.connectedNanos > RENEW_NANOS) {
            connect(source);
        }
    }

    /** Reads one datagram. If there are more, the selector reports the socket again, so no read returns nothing. */
    private void read(SelectionKey key) {
        UdpSource source = (UdpSource) key.attachment();
        in.clear();
        try {
            if (source.channel.read(in) <= 0) {
                return;
            }
        } catch (PortUnreachableException e) {
            return; // the announces to it will count as lost
        } catch (IOException e) {
            answers.onStray(Fault.CLOSED, e.toString());
            return;
        }
        handle(source, in.flip().remaining());
    }

    private void handle(UdpSource source, int bytes) {
        if (bytes < ERROR_BYTES) {
            answers.onStray(Fault.LENGTH, bytes + " bytes");
            return;
        }
        int action = in.getInt(0);
        int transaction = in.getInt(4);
        if (source.connecting && transaction == source.connectTransaction) {
            handleConnect(source, action, bytes);
            return;
        }
        int low = transaction ^ transactionMask;
        long sequence = inFlight.next() + (low - (int) inFlight.next());
        if (inFlight.state(sequence) == InFlight.State.UNKNOWN) {
            answers.onStray(Fault.TRANSACTION, "transaction id " + Integer.toHexString(transaction));
        } else if (action == ACTION_ERROR) {
            String text = new String(received, ERROR_BYTES, bytes - ERROR_BYTES, StandardCharsets.ISO_8859_1);
            answers.onFault(sequence, Fault.REFUSED, text);
        } else if (action != ACTION_ANNOUNCE) {
            answers.onFault(sequence, Fault.ACTION, "action " + action);
        } else if (bytes < ANSWER_BYTES) {
            answers.onFault(sequence, Fault.LENGTH, bytes + " bytes");
        } else {
            answers.onAnswer(sequence, announceAnswer(bytes));
        }
    }

    private void handleConnect(UdpSource source, int action, int bytes) {
        if (action != ACTION_CONNECT || bytes != CONNECT_BYTES) {
            answers.onStray(
                    action == ACTION_CONNECT ? Fault.LENGTH : Fault.ACTION,
                    "connect answered with action " + action + " in " + bytes + " bytes");
            return;
        }
        source.connectionId = in.getLong(8);
        source.connected = true;
        source.connecting = false;
        source.connectedNanos = System.nanoTime();
    }

    private Answer announceAnswer(int bytes) {
        answer.reset(received);
        answer.intervalSeconds = in.getInt(8);
        answer.leechers = in.getInt(12);
        answer.seeders = in.getInt(16);
        if (sources.ipv4()) {
            answer.peers4Offset = ANSWER_BYTES;
            answer.peers4Bytes = bytes - ANSWER_BYTES;
        } else {
            answer.peers6Offset = ANSWER_BYTES;
            answer.peers6Bytes = bytes - ANSWER_BYTES;
        }
        return answer;
    }

    @Override
    public void reconnect(int socket) throws IOException {
        UdpSource source = sockets[socket];
        source.channel.disconnect().connect(homes.target(socket).address());
        source.connected = false;
        connect(source);
    }

    @Override
    public void abandon(int socket, long sequence) {
        // The transaction id identifies a late answer.
    }

    @Override
    public void close() {
        for (UdpSource source : sockets) {
            if (source != null) {
                QuietClose.close(source.channel);
            }
        }
        QuietClose.close(selector);
    }
}
