package io.github.tracker6.benchmarks.conformance;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Faults over HTTP. Stateless. */
final class HttpFaults {
    private static final String BAD_REQUEST = "HTTP/1.1 400 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    private static final String NOT_FOUND = "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n";
    private static final String NO_PEERS =
            Faults.ok("d8:completei0e10:downloadedi0e10:incompletei0e8:intervali9e5:peers0:e");

    private HttpFaults() {}

    static void queries(Map<String, Tamper> faults) {
        faults.put("http-encoding", Tamper.http(head -> head.replace("+", "%20")));
        Tamper refusesNothing = Tamper.dictionary(answer -> {
            if (answer.remove("failure reason") != null) {
                answer.put("peers", new byte[0]);
            }
        });
        faults.put("http-hash-length", refusesNothing);
        faults.put("http-malformed", refusesNothing);
        faults.put("http-numbers", Tamper.http(head -> head.replace("left=abc", "left=0")));
        faults.put("http-left", Faults.refuses("left=&"));
        faults.put("http-numwant-range", Tamper.http(head -> head.replace("numwant=-5", "numwant=0")));
        faults.put("http-stop-without-port", refusesNothing);
        faults.put("http-parameters", Faults.refuses("requirecrypto"));
        faults.put("http-unknown", Faults.refuses("x64=64"));
        faults.put("http-first-wins", Tamper.http(HttpFaults::reversed));
        faults.put("http-scrape-100", Tamper.answers(head -> head.length() > 4_096, BAD_REQUEST.replace("400", "414")));
        faults.put("claims", handsOutClaims("ip=203.0.113.7"));
        faults.put("claims-harmless", Tamper.answers(head -> head.contains("["), BAD_REQUEST));
        faults.put("forwarded", handsOutClaims("X-Real-IP: 203.0.113.7"));
    }

    static void answers(Map<String, Tamper> faults) {
        faults.put("http-failure", Tamper.answers(head -> head.contains("zzqx"), BAD_REQUEST));
        faults.put("http-bencode", Tamper.answers(head -> head.contains("/scrape"), Faults.ok("d5:filesde4:failsdee")));
        faults.put("http-peers-key", Tamper.dictionary(answer -> answer.remove("peers")));
        faults.put("http-compact-default", Tamper.http(head -> {
            boolean asks = head.contains("/announce") && !head.contains("compact=");
            return asks ? head.replaceFirst("\\?", "?compact=0&") : head;
        }));
        faults.put("http-compact-0", Tamper.http(head -> head.replace("compact=0", "compact=1")));
        faults.put("http-external-ip", Tamper.dictionary(answer -> answer.put("external ip", new byte[6])));
        faults.put("http-min-interval", Tamper.dictionary(answer -> answer.put("min interval", 60L)));
        faults.put("http-counts", Tamper.dictionary(answer -> answer.remove("downloaded")));
        faults.put("http-length", new Tamper() {
            @Override
            byte[] answer(String head, byte[] answer) {
                String text = new String(answer, StandardCharsets.ISO_8859_1);
                return text.replaceFirst("(?i)content-length: [0-9]+\r\n", "").getBytes(StandardCharsets.ISO_8859_1);
            }

            @Override
            boolean closes(String head) {
                return true;
            }
        });
        faults.put("http-full-scrape", new Tamper() {
            private volatile String announced = "";

            @Override
            String request(InetSocketAddress client, String head) {
                if (head.contains("/announce?")) {
                    announced = Faults.unescaped(Faults.value(head, "info_hash"));
                }
                return head;
            }

            @Override
            byte[] answer(String head, byte[] answer) {
                String all = Faults.ok("d5:filesd20:" + announced + "d8:completei0eeee");
                return head.startsWith("GET /scrape ") ? Faults.latin(all) : answer;
            }
        });
        faults.put(
                "http-pages",
                Tamper.answers(head -> head.startsWith("GET /stats "), Faults.ok("<p><script>alert(1)</sc</p>")));
    }

    static void connections(Map<String, Tamper> faults) {
        faults.put("rate-http", limited());
        faults.put("http-slash", Tamper.answers(head -> head.contains("/announce/?"), NOT_FOUND));
        faults.put("http-prefix", Tamper.answers(head -> head.contains("/0123abcd/"), NOT_FOUND));
        faults.put("http-head", Tamper.answers(head -> head.startsWith("HEAD"), NO_PEERS));
        faults.put("http-1.0", Tamper.answers(head -> head.contains("HTTP/1.0"), BAD_REQUEST));
        Tamper closesAlways = new Tamper() {
            @Override
            boolean closes(String head) {
                return true;
            }
        };
        faults.put("http-keep-alive", closesAlways);
        faults.put("http-close", Tamper.answers(head -> head.contains("Connection: close"), NO_PEERS + "more"));
        faults.put("http-pipelining", closesAlways);
        faults.put("http-body", Tamper.answers(head -> head.contains("Content-Length: 5"), NO_PEERS));
        faults.put("same-port", Tamper.drops(each -> each.getLong(0) == UdpWire.PROTOCOL_ID));
    }

    private static String reversed(String head) {
        int from = head.indexOf('?') + 1;
        int to = head.indexOf(' ', from);
        if (from == 0) {
            return head;
        }
        List<String> parameters = Arrays.asList(head.substring(from, to).split("&"));
        Collections.reverse(parameters);
        return head.substring(0, from) + String.join("&", parameters) + head.substring(to);
    }

    private static Tamper handsOutClaims(String text) {
        return new Tamper() {
            private volatile boolean claimed;

            @Override
            void dictionary(InetSocketAddress client, String head, SortedMap<String, Object> answer) {
                if (head.contains(text)) {
                    claimed = true;
                }
                if (claimed && answer.containsKey("peers")) {
                    answer.merge("peers", new byte[] {(byte) 203, 0, 113, 7, 1, 1}, (before, more) -> {
                        byte[] both = Arrays.copyOf((byte[]) before, ((byte[]) before).length + 6);
                        System.arraycopy((byte[]) more, 0, both, both.length - 6, 6);
                        return both;
                    });
                }
            }
        };
    }

    static Tamper limited() {
        AtomicInteger seen = new AtomicInteger();
        return Tamper.answers(head -> seen.incrementAndGet() > 100, "HTTP/1.1 429 No\r\nContent-Length: 4\r\n\r\nslow");
    }
}
