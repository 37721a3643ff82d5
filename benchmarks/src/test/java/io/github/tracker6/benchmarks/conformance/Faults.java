package io.github.tracker6.benchmarks.conformance;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the planted faults are made of. Stateless. */
final class Faults {
    static final String REFUSAL = ok("d14:failure reason2:noe");
    static final int EVENT = 80;
    static final int IP_FIELD = 84;
    static final int NUM_WANT = 92;
    static final int PORT = 96;
    static final int LEFT = 64;

    private Faults() {}

    static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static Tamper refuses(String part) {
        return Tamper.answers(head -> head.contains(part), REFUSAL);
    }

    static Tamper announces(Consumer<ByteBuffer> change) {
        return Tamper.packets(UdpWire.ANNOUNCE, each -> {
            if (each.limit() >= UdpWire.ANNOUNCE_BYTES) {
                change.accept(each);
            }
        });
    }

    static String with(String head, String parameter, String value) {
        return without(head, parameter).replaceFirst("\\?", "?" + parameter + "=" + value + "&");
    }

    static String without(String head, String parameter) {
        return head.replaceAll("&" + parameter + "=[^& ]*", "");
    }

    static String value(String head, String parameter) {
        Matcher matcher = Pattern.compile("[?&]" + parameter + "=([^& ]*)").matcher(head);
        return matcher.find() ? matcher.group(1) : "";
    }

    static String unescaped(String text) {
        StringBuilder bytes = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            boolean escaped = text.charAt(i) == '%';
            bytes.append(escaped ? (char) Integer.parseInt(text, i + 1, i + 3, 16) : text.charAt(i));
            i += escaped ? 2 : 0;
        }
        return bytes.toString();
    }

    static int stride(InetSocketAddress client) {
        return client.getAddress().getAddress().length + 2;
    }

    static ByteBuffer longer(ByteBuffer packet, int bytes) {
        return ByteBuffer.wrap(Arrays.copyOf(UdpWire.bytes(packet), bytes));
    }

    static ByteBuffer cut(ByteBuffer packet, int bytes) {
        return longer(packet, bytes);
    }

    static ByteBuffer error(int transaction) {
        return ByteBuffer.allocate(10)
                .putInt(UdpWire.ERROR)
                .putInt(transaction)
                .put((byte) 'n')
                .put((byte) 'o')
                .flip();
    }

    static Tamper handsOut(Address address) {
        return new Tamper() {
            @Override
            void dictionary(InetSocketAddress client, String head, SortedMap<String, Object> answer) {
                String port = value(head, "port");
                if (answer.containsKey("peers") && !port.isEmpty()) {
                    add(answer, address.of(client, Integer.parseInt(port)), Integer.parseInt(port));
                }
            }

            @Override
            ByteBuffer reply(InetSocketAddress client, ByteBuffer request, ByteBuffer reply) {
                if (reply.getInt(0) != UdpWire.ANNOUNCE) {
                    return reply;
                }
                int end = reply.limit();
                byte[] bytes = client.getAddress().getAddress();
                ByteBuffer more = longer(reply, end + stride(client));
                return more.put(end, bytes).putShort(end + bytes.length, request.getShort(PORT));
            }
        };
    }

    interface Address {
        InetAddress of(InetSocketAddress client, int port);
    }

    static void add(SortedMap<String, Object> answer, InetAddress address, int port) {
        byte[] bytes = address.getAddress();
        String key = bytes.length == 4 ? "peers" : "peers6";
        byte[] before = (byte[]) answer.getOrDefault(key, new byte[0]);
        byte[] after = Arrays.copyOf(before, before.length + bytes.length + 2);
        ByteBuffer.wrap(after, before.length, bytes.length + 2).put(bytes).putShort((short) port);
        answer.put(key, after);
    }

    static Tamper refusesAfter(int count) {
        Map<String, AtomicInteger> swarms = new ConcurrentHashMap<>();
        return new Tamper() {
            private boolean refuses(String swarm) {
                return swarms.computeIfAbsent(swarm, unused -> new AtomicInteger())
                                .incrementAndGet()
                        > count;
            }

            @Override
            byte[] answer(String head, byte[] answer) {
                return head.contains("=started") && refuses(value(head, "info_hash")) ? latin(REFUSAL) : answer;
            }

            @Override
            ByteBuffer reply(InetSocketAddress client, ByteBuffer request, ByteBuffer reply) {
                boolean started = request.limit() >= 98 && request.getInt(EVENT) == 2;
                return started && refuses(Long.toString(request.getLong(20))) ? error(reply.getInt(4)) : reply;
            }
        };
    }

    static Tamper scraped(int offset, int more) {
        return Tamper.replies(UdpWire.SCRAPE, each -> each.putInt(offset, each.getInt(offset) + more));
    }

    static Tamper inScrape(String key, long more) {
        return Tamper.dictionary(answer -> {
            if (answer.get("files") instanceof Map<?, ?> files) {
                for (Object swarm : files.values()) {
                    @SuppressWarnings("unchecked")
                    SortedMap<String, Object> counts = (SortedMap<String, Object>) swarm;
                    counts.computeIfPresent(key, (unused, count) -> (Long) count + more);
                }
            }
        });
    }
}
