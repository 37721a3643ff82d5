package io.github.tracker6.benchmarks.attack;

import io.github.tracker6.InfoHash;
import io.github.tracker6.testkit.HttpTestClient;
import io.github.tracker6.testkit.UdpTestClient;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Attackers: one IPv4 address, one IPv6 /48, and a hundred /48s of four /32s. Half of their announces offer random swarms, half
 * offer hosts in one popular swarm; one in 20 comes over HTTP. They read no answer over UDP.
 */
final class Attackers implements Closeable {
    private static final int NETWORKS = 100;
    private static final int SUBNETS = 8;
    private static final int SUBNETS_OF_FIRST = 80;
    private static final int HTTP_EVERY = 20;
    private static final int HTTP_CLIENTS = 200;
    private static final int HTTP_REQUESTS = 900;
    private static final int NUM_WANT = 50;

    private final InetSocketAddress tracker4;
    private final InetSocketAddress tracker6;
    private final byte[] popular;
    private final List<UdpAttacker> clients = new ArrayList<>();
    private final List<HttpAttacker> httpClients = new ArrayList<>();

    Attackers(InetSocketAddress tracker4, InetSocketAddress tracker6, byte[] popular) {
        this.tracker4 = tracker4;
        this.tracker6 = tracker6;
        this.popular = popular;
    }

    /** Opens the sockets and gets the connection ids. */
    void open() throws IOException {
        add(Addresses.attackerIpv4());
        for (int subnet = 0; subnet < SUBNETS_OF_FIRST; subnet++) {
            add(Addresses.attackerIpv6(0, subnet));
        }
        for (int network = 1; network <= NETWORKS; network++) {
            for (int subnet = 0; subnet < SUBNETS; subnet++) {
                add(Addresses.attackerIpv6(network, subnet));
            }
        }
        for (int i = 0; i < HTTP_CLIENTS; i++) {
            httpClients.add(new HttpAttacker(
                    i == 0 ? Addresses.attackerIpv4() : Addresses.attackerIpv6(i % (NETWORKS + 1), i)));
        }
    }

    private void add(InetAddress address) throws IOException {
        clients.add(new UdpAttacker(address));
    }

    /**
     * Sends announces for a while, on this thread.
     *
     * @param perSecond the rate
     * @return how many were sent
     */
    long send(int perSecond, long seconds) throws IOException {
        long begin = System.nanoTime();
        long end = begin + seconds * 1_000_000_000;
        long sent = 0;
        byte[] random = new byte[InfoHash.BYTES];
        for (long now = begin; now < end; now = System.nanoTime()) {
            long due = (now - begin) / 1_000 * perSecond / 1_000_000;
            while (sent < due) {
                ThreadLocalRandom.current().nextBytes(random);
                byte[] infoHash = sent % 2 == 0 ? random : popular;
                int port = 1_024 + ThreadLocalRandom.current().nextInt(60_000);
                int client = ThreadLocalRandom.current().nextInt(clients.size());
                if (sent % HTTP_EVERY == 0) {
                    httpClients.get(client % httpClients.size()).announce(infoHash, port);
                } else {
                    clients.get(client).send(infoHash, port);
                }
                sent++;
            }
            LockSupport.parkNanos(500_000);
        }
        return sent;
    }

    @Override
    public void close() throws IOException {
        for (UdpAttacker client : clients) {
            client.close();
        }
        for (HttpAttacker client : httpClients) {
            client.close();
        }
    }

    /** One client over UDP. It reads no answer, and the kernel keeps few. */
    private final class UdpAttacker implements Closeable {
        private static final int ANNOUNCE = 1;
        private static final int STARTED = 2;
        private static final int BYTES = 98;
        private static final int SMALL_BUFFER = 4_096;

        private final DatagramChannel channel = DatagramChannel.open();
        private final ByteBuffer packet = ByteBuffer.allocate(BYTES);
        private final long connectionId;

        UdpAttacker(InetAddress address) throws IOException {
            InetSocketAddress tracker = Addresses.isIpv6(address) ? tracker6 : tracker4;
            // A connection id is the address's, whatever its port.
            try (UdpTestClient client = UdpTestClient.to(tracker, address)) {
                connectionId = client.connect();
            }
            channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
            channel.bind(new InetSocketAddress(address, 0));
            channel.connect(tracker);
            channel.configureBlocking(false);
        }

        /** Sends an announce of a seeder (BEP 15, "Announce"). */
        void send(byte[] infoHash, int port) throws IOException {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            packet.clear()
                    .putLong(connectionId)
                    .putInt(ANNOUNCE)
                    .putInt(random.nextInt())
                    .put(infoHash)
                    .putLong(random.nextLong())
                    .putLong(random.nextLong())
                    .putInt(random.nextInt())
                    .putLong(1)
                    .putLong(0)
                    .putLong(1)
                    .putInt(STARTED)
                    .putInt(0)
                    .putInt(random.nextInt())
                    .putInt(NUM_WANT)
                    .putShort((short) port);
            channel.write(packet.flip());
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** One client over HTTP that keeps its connection, and reads what came when it sends again. */
    private final class HttpAttacker implements Closeable {
        private final InetAddress address;
        private final ByteBuffer read = ByteBuffer.allocate(16_384);
        private SocketChannel channel;
        private int requests;

        HttpAttacker(InetAddress address) throws IOException {
            this.address = address;
            this.channel = connect();
        }

        private SocketChannel connect() throws IOException {
            SocketChannel fresh = SocketChannel.open();
            fresh.bind(new InetSocketAddress(address, 0));
            fresh.connect(Addresses.isIpv6(address) ? tracker6 : tracker4);
            fresh.configureBlocking(false);
            requests = 0;
            return fresh;
        }

        void announce(byte[] infoHash, int port) {
            String request = "GET /announce?info_hash=" + HttpTestClient.encode(infoHash) + "&peer_id=-XX0001-"
                    + (100_000_000_000L + port)
                    + "&key=" + Integer.toHexString(port) + "&port=" + port
                    + "&left=0&downloaded=1&uploaded=1&compact=1&event=started HTTP/1.1\r\nHost: tracker\r\n\r\n";
            try {
                read.clear();
                if (channel.read(read) < 0 || requests++ == HTTP_REQUESTS) {
                    channel.close();
                    channel = connect();
                }
                channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            } catch (IOException closedByTracker) {
                try {
                    channel.close();
                    channel = connect();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
