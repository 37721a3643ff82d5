package io.github.tracker6.benchmarks.conformance;

import io.github.tracker6.benchmarks.load.Target;
import io.github.tracker6.testkit.FreePort;
import io.github.tracker6.testkit.HttpTestClient;
import io.github.tracker6.testkit.UdpTestClient;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A tracker with a fault: it hands what it gets to a right one, from the client's address, and tampers with requests and
 * answers. It serves all four ways, on one port. Closing it ends its threads.
 */
final class FaultyTracker implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int MAX_DATAGRAM_BYTES = 65_536;

    private final Map<Way, InetSocketAddress> server;
    private final Tamper tamper;
    private final Map<Way, Target> targets = new EnumMap<>(Way.class);
    private final List<AutoCloseable> resources = new ArrayList<>();
    private volatile boolean closed;

    FaultyTracker(Map<Way, InetSocketAddress> server, Tamper tamper) throws IOException {
        this.server = server;
        this.tamper = tamper;
        for (String host : List.of("::1", "127.0.0.1")) {
            InetAddress address = InetAddress.getByName(host);
            InetSocketAddress listen = new InetSocketAddress(address, FreePort.on(address));
            String authority = (host.contains(":") ? "[" + host + "]" : host) + ":" + listen.getPort();
            Target http = Target.parse("http://" + authority + "/announce");
            Target udp = Target.parse("udp://" + authority);
            targets.put(Way.of(http), http);
            targets.put(Way.of(udp), udp);
            ServerSocket socket = new ServerSocket();
            resources.add(socket);
            socket.bind(listen);
            start(() -> accept(socket, Way.of(http)));
            DatagramSocket datagrams = new DatagramSocket(listen);
            resources.add(datagrams);
            DatagramSocket elsewhere = new DatagramSocket(new InetSocketAddress(address, 0));
            resources.add(elsewhere);
            start(() -> new Datagrams(datagrams, elsewhere, Way.of(udp)).serve());
        }
    }

    Map<Way, Target> targets() {
        return targets;
    }

    private interface Work {
        void run() throws IOException;
    }

    private void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // The client or close() has closed the socket.
                    }
                },
                "faulty-tracker");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(ServerSocket listener, Way way) throws IOException {
        while (!closed) {
            Socket socket = listener.accept();
            start(() -> {
                try (socket) {
                    serve(socket, way);
                }
            });
        }
    }

    private void serve(Socket socket, Way way) throws IOException {
        InetSocketAddress client = (InetSocketAddress) socket.getRemoteSocketAddress();
        InputStream in = new BufferedInputStream(socket.getInputStream());
        try (HttpTestClient upstream = HttpTestClient.to(way(way), client.getAddress())) {
            for (String head = head(in); head != null; head = head(in)) {
                upstream.send(tamper.request(client, head));
                HttpTestClient.Response response =
                        head.startsWith("HEAD ") ? upstream.receiveHead() : upstream.receive();
                boolean closes = "close".equalsIgnoreCase(response.header("Connection")) || tamper.closes(head);
                socket.getOutputStream().write(tamper.answer(head, bytes(client, head, response)));
                if (closes) {
                    return;
                }
            }
        }
    }

    private InetSocketAddress way(Way way) {
        return server.get(way);
    }

    private static @Nullable String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                return null;
            }
            head.append((char) b);
        }
        return head.toString();
    }

    private byte[] bytes(InetSocketAddress client, String head, HttpTestClient.Response response) {
        byte[] body = response.body();
        if (body.length > 0 && body[0] == 'd') {
            SortedMap<String, Object> dictionary = response.dictionary();
            tamper.dictionary(client, head, dictionary);
            body = BencodeText.encode(dictionary);
        }
        StringBuilder text = new StringBuilder("HTTP/1.1 " + response.status() + " It\r\n");
        boolean isHead = head.startsWith("HEAD ");
        for (Map.Entry<String, String> header : response.headers().entrySet()) {
            boolean isLength = header.getKey().equals("content-length") && !isHead;
            text.append(header.getKey())
                    .append(": ")
                    .append(isLength ? Integer.toString(body.length) : header.getValue())
                    .append("\r\n");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(body);
        return out.toByteArray();
    }

    @Override
    public void close() {
        closed = true;
        for (AutoCloseable resource : resources) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Serves one UDP socket. Each client has a socket to the server, with its own address, and a thread. */
    private final class Datagrams {
        private final DatagramSocket socket;
        private final DatagramSocket elsewhere;
        private final Way way;
        private final Map<InetSocketAddress, Upstream> clients = new ConcurrentHashMap<>();

        Datagrams(DatagramSocket socket, DatagramSocket elsewhere, Way way) {
            this.socket = socket;
            this.elsewhere = elsewhere;
            this.way = way;
        }

        void serve() throws IOException {
            DatagramPacket in = new DatagramPacket(new byte[MAX_DATAGRAM_BYTES], MAX_DATAGRAM_BYTES);
            while (!closed) {
                socket.receive(in);
                InetSocketAddress client = (InetSocketAddress) in.getSocketAddress();
                Upstream upstream = clients.get(client);
                if (upstream == null) {
                    upstream = new Upstream(client);
                    clients.put(client, upstream);
                }
                upstream.forward(ByteBuffer.wrap(Arrays.copyOf(in.getData(), in.getLength())));
            }
        }

        private final class Upstream {
            private final InetSocketAddress client;
            private final UdpTestClient server;
            private final long validId;
            private final Map<Integer, ByteBuffer> requests = new ConcurrentHashMap<>();

            Upstream(InetSocketAddress client) throws IOException {
                this.client = client;
                this.server = UdpTestClient.to(way(way), client.getAddress());
                this.validId = server.connect();
                start(() -> {
                    try (server) {
                        while (!closed) {
                            answer(server.receive(POLL));
                        }
                    }
                });
            }

            void forward(ByteBuffer packet) throws IOException {
                ByteBuffer extra = tamper.extra(client, packet);
                if (extra != null) {
                    send(extra);
                }
                ByteBuffer changed = tamper.packet(client, packet, validId);
                if (changed != null) {
                    if (changed.limit() >= 16) {
                        requests.put(changed.getInt(12), changed);
                    }
                    server.send(UdpWire.bytes(changed));
                }
            }

            private void answer(byte @Nullable [] datagram) throws IOException {
                if (datagram != null) {
                    ByteBuffer reply = ByteBuffer.wrap(datagram);
                    ByteBuffer request = requests.get(reply.getInt(4));
                    send(request == null ? reply : tamper.reply(client, request, reply));
                }
            }

            private void send(ByteBuffer reply) throws IOException {
                byte[] bytes = UdpWire.bytes(reply);
                DatagramSocket from = tamper.repliesFromElsewhere() ? elsewhere : socket;
                from.send(new DatagramPacket(bytes, bytes.length, client));
            }
        }
    }
}
