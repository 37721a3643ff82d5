package io.github.tracker6.benchmarks.conformance;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Faults over UDP. Stateless. */
final class UdpFaults {
    private UdpFaults() {}

    static void udpSources(Map<String, Tamper> faults) {
        faults.put("udp-connect", Tamper.replies(UdpWire.CONNECT, each -> Faults.longer(each, 20)));
        faults.put("udp-amplification", answersJunk(2_000));
        faults.put("udp-silence", answersJunk(20));
        faults.put("udp-loop", answersJunk(20));
        faults.put("udp-id-forged", takesAnyId());
        faults.put("udp-id-address", takesAnyId());
        Map<Long, Set<Integer>> ports = new ConcurrentHashMap<>();
        faults.put("udp-id-port", new Tamper() {
            @Override
            @Nullable
            ByteBuffer packet(InetSocketAddress client, ByteBuffer packet, long validId) {
                boolean announces = packet.limit() > 16 && packet.getInt(8) != UdpWire.CONNECT;
                return announces
                                && !ports.getOrDefault(packet.getLong(0), Set.of())
                                        .contains(client.getPort())
                        ? null
                        : packet;
            }

            @Override
            ByteBuffer reply(InetSocketAddress client, ByteBuffer request, ByteBuffer reply) {
                if (reply.getInt(0) == UdpWire.CONNECT) {
                    ports.computeIfAbsent(reply.getLong(8), unused -> ConcurrentHashMap.newKeySet())
                            .add(client.getPort());
                }
                return reply;
            }
        });
        Map<InetAddress, AtomicInteger> scrapes = new ConcurrentHashMap<>();
        faults.put("udp-no-ban", new Tamper() {
            @Override
            @Nullable
            ByteBuffer packet(InetSocketAddress client, ByteBuffer packet, long validId) {
                AtomicInteger count = scrapes.computeIfAbsent(client.getAddress(), unused -> new AtomicInteger());
                return packet.getLong(0) != UdpWire.PROTOCOL_ID && count.incrementAndGet() > 100 ? null : packet;
            }
        });
        faults.put("udp-reply-source", new Tamper() {
            @Override
            boolean repliesFromElsewhere() {
                return true;
            }
        });
    }

    static void udp(Map<String, Tamper> faults) {
        faults.put("udp-ipv6", Tamper.replies(UdpWire.ANNOUNCE, each -> each.putInt(0, 4)));
        faults.put("udp-lftp", Tamper.drops(each -> each.limit() > 16 && each.getInt(8) == 4));
        faults.put("udp-events", Tamper.drops(each -> each.limit() >= 98 && (each.getInt(Faults.EVENT) & ~3) != 0));
        faults.put("udp-ip-field", new Tamper() {
            private volatile int claimed;

            @Override
            ByteBuffer packet(InetSocketAddress client, ByteBuffer packet, long validId) {
                if (packet.limit() >= 98 && packet.getInt(Faults.IP_FIELD) != 0) {
                    claimed = packet.getInt(Faults.IP_FIELD);
                }
                return packet;
            }

            @Override
            ByteBuffer reply(InetSocketAddress client, ByteBuffer request, ByteBuffer reply) {
                int stride = Faults.stride(client);
                return claimed != 0 && reply.getInt(0) == UdpWire.ANNOUNCE
                        ? Faults.longer(reply, reply.limit() + stride).putInt(reply.limit(), claimed)
                        : reply;
            }
        });
        faults.put("udp-options", Tamper.drops(each -> each.limit() > 98));
        faults.put("udp-malformed", new Tamper() {
            @Override
            ByteBuffer packet(InetSocketAddress client, ByteBuffer packet, long validId) {
                boolean isShort = packet.limit() > 40 && packet.limit() < 98;
                return isShort && packet.getInt(8) == UdpWire.ANNOUNCE
                        ? Faults.longer(packet, 98).putInt(94, 0x7777)
                        : packet;
            }
        });
        faults.put("udp-size", Tamper.replies(UdpWire.ANNOUNCE, each -> Faults.longer(each, each.limit() + 90)));
        faults.put("udp-scrape-order", Tamper.replies(UdpWire.SCRAPE, UdpFaults::backwards));
        faults.put("rate-udp", Tamper.replies(UdpWire.ANNOUNCE, afterwards(100, each -> Faults.error(each.getInt(4)))));
        faults.put("udp-scrape-cut", Tamper.replies(UdpWire.SCRAPE, each -> Faults.longer(each, each.limit() + 12)));
        faults.put(
                "udp-scrape-74", Tamper.replies(UdpWire.SCRAPE, each -> Faults.cut(each, Math.min(each.limit(), 848))));
    }

    private static ByteBuffer backwards(ByteBuffer reply) {
        ByteBuffer out = ByteBuffer.allocate(reply.limit()).putLong(reply.getLong(0));
        for (int at = reply.limit() - 12; at >= 8; at -= 12) {
            out.putLong(reply.getLong(at)).putInt(reply.getInt(at + 8));
        }
        return out.flip();
    }

    static UnaryOperator<ByteBuffer> afterwards(int count, UnaryOperator<ByteBuffer> change) {
        AtomicInteger seen = new AtomicInteger();
        return each -> seen.incrementAndGet() > count ? change.apply(each) : each;
    }

    private static Tamper answersJunk(int bytes) {
        return new Tamper() {
            @Override
            @Nullable
            ByteBuffer extra(InetSocketAddress client, ByteBuffer packet) {
                boolean connects = packet.limit() >= 16 && packet.getLong(0) == UdpWire.PROTOCOL_ID;
                // An error of another transaction, which a client ignores.
                return connects ? null : Faults.longer(Faults.error(0), bytes);
            }
        };
    }

    private static Tamper takesAnyId() {
        return new Tamper() {
            @Override
            ByteBuffer packet(InetSocketAddress client, ByteBuffer packet, long validId) {
                boolean connects = packet.limit() < 16 || packet.getLong(0) == UdpWire.PROTOCOL_ID;
                return connects ? packet : packet.putLong(0, validId);
            }
        };
    }
}
