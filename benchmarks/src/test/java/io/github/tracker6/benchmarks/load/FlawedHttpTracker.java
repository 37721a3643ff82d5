package io.github.tracker6.benchmarks.load;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** {@link FlawedSwarms} over HTTP (BEP 3, 7, 23, 48). */
final class FlawedHttpTracker implements AutoCloseable {
    private final Flaw flaw;
    private final FlawedSwarms swarms;
    private final HttpServer server;
    private final Set<String> connectionFields = ConcurrentHashMap.newKeySet();

    FlawedHttpTracker(InetAddress address, Flaw flaw) throws IOException {
        this.flaw = flaw;
        this.swarms = new FlawedSwarms(flaw);
        this.server = HttpServer.create(new InetSocketAddress(address, 0), 0);
        server.createContext("/announce", this::announce);
        server.createContext("/scrape", this::scrape);
        server.start();
    }

    InetSocketAddress address() {
        return server.getAddress();
    }

    /** Returns the values of the Connection header in all announces. */
    Set<String> connectionFields() {
        return connectionFields;
    }

    private void announce(HttpExchange exchange) throws IOException {
        connectionFields.add(exchange.getRequestHeaders().getFirst("Connection"));
        Map<String, List<String>> query = query(exchange);
        InetAddress source = exchange.getRemoteAddress().getAddress();
        FlawedSwarms.Reply reply = swarms.announce(
                first(query, "info_hash"),
                FlawedSwarms.endpoint(source, Integer.parseInt(first(query, "port"))),
                first(query, "left").equals("0"),
                first(query, "event").equals("stopped"),
                Integer.parseInt(first(query, "numwant")));
        Flaw now = reply.flawed() ? flaw : Flaw.NONE;
        if (now == Flaw.IS_SILENT) {
            return;
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (now == Flaw.REFUSES) {
            write(body, "d14:failure reason2:noe");
        } else if (now == Flaw.NO_BENCODE) {
            write(body, "<html>");
        } else {
            write(body, "d8:completei" + reply.seeders() + "e10:incompletei" + reply.leechers());
            write(body, "e8:intervali" + reply.interval() + "e5:peers");
            if (source.getAddress().length == 4) {
                write(body, reply.peers().remaining() + ":");
            } else {
                write(body, "0:6:peers6" + reply.peers().remaining() + ":");
            }
            byte[] peers = new byte[reply.peers().remaining()];
            reply.peers().get(peers);
            body.writeBytes(peers);
            write(body, "e");
        }
        send(exchange, now == Flaw.STATUS_500 ? 500 : 200, body);
    }

    private void scrape(HttpExchange exchange) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        write(body, "d5:filesd");
        for (String hash : query(exchange).getOrDefault("info_hash", List.of())) {
            int[] counts = swarms.scrape(hash);
            write(body, "20:");
            body.writeBytes(hash.getBytes(StandardCharsets.ISO_8859_1));
            write(body, "d8:completei" + counts[0] + "e10:downloadedi" + counts[1] + "e10:incompletei" + counts[2]);
            write(body, "ee");
        }
        write(body, "ee");
        send(exchange, 200, body);
    }

    private static void send(HttpExchange exchange, int status, ByteArrayOutputStream body) throws IOException {
        exchange.sendResponseHeaders(status, body.size());
        body.writeTo(exchange.getResponseBody());
        exchange.close();
    }

    private static Map<String, List<String>> query(HttpExchange exchange) {
        Map<String, List<String>> query = new HashMap<>();
        for (String parameter : exchange.getRequestURI().getRawQuery().split("&", -1)) {
            int equals = parameter.indexOf('=');
            String value = unescape(parameter.substring(equals + 1));
            query.computeIfAbsent(parameter.substring(0, equals), unused -> new ArrayList<>())
                    .add(value);
        }
        return query;
    }

    private static String first(Map<String, List<String>> query, String name) {
        return query.getOrDefault(name, List.of("")).get(0);
    }

    private static String unescape(String text) {
        StringBuilder bytes = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '%') {
                bytes.append((char) Integer.parseInt(text, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.append(text.charAt(i));
            }
        }
        return bytes.toString();
    }

    private static void write(ByteArrayOutputStream body, String text) {
        body.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
