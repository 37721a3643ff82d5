package io.github.tracker6.benchmarks.conformance;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Faults in swarms, over both protocols. Stateless. */
final class SwarmFaults {
    private SwarmFaults() {}

    static void swarms(Map<String, Tamper> faults) {
        faults.put("counts", Tamper.both(Faults.inScrape("complete", 1), Faults.scraped(8, 1)));
        faults.put("self", Faults.handsOut((client, port) -> client.getAddress()));
        faults.put("families", Tamper.both(swapsFamilies(), Tamper.replies(UdpWire.ANNOUNCE, SwarmFaults::sixByte)));
        faults.put(
                "numwant",
                Tamper.both(set("numwant", "200"), Faults.announces(each -> each.putInt(Faults.NUM_WANT, 200))));
        Tamper neverStops = Tamper.both(
                Tamper.http(head -> head.replace("&event=stopped", "")),
                Faults.announces(each -> each.putInt(Faults.EVENT, 0)));
        faults.put("stopped", neverStops);
        faults.put("stopped-unknown", neverStops);
        faults.put(
                "stopped-privacy",
                Tamper.both(
                        Tamper.http(head -> head.contains("=stopped") ? Faults.without(head, "key") : head),
                        Faults.announces(
                                each -> each.putInt(88, each.getInt(Faults.EVENT) == 3 ? 0 : each.getInt(88)))));
        faults.put("completed-once", Tamper.both(Faults.inScrape("downloaded", 1), Faults.scraped(12, 1)));
        faults.put("completed-alone", Tamper.both(Faults.inScrape("downloaded", -1), Faults.scraped(12, -1)));
        faults.put("peer-id", keyedByPeerId());
        faults.put("public-key", keyedByPeerId());
        faults.put(
                "magnet",
                Tamper.both(
                        Tamper.http(head -> head.contains("left=0") ? Faults.with(head, "numwant", "0") : head),
                        Faults.announces(each -> {
                            if (each.getLong(Faults.LEFT) == 0) {
                                each.putInt(Faults.NUM_WANT, 0);
                            }
                        })));
        faults.put("one-address", Faults.refusesAfter(4));
        faults.put(
                "paused",
                Tamper.both(
                        Tamper.http(head -> head.contains("=paused") ? Faults.with(head, "left", "0") : head),
                        Faults.announces(each -> {
                            if (each.getInt(Faults.EVENT) == 4) {
                                each.putLong(Faults.LEFT, 0);
                            }
                        })));
        faults.put(
                "left-64-bit",
                Tamper.both(
                        Tamper.http(head -> head.replace("left=4294967296", "left=0")),
                        Faults.announces(each -> each.putLong(Faults.LEFT, each.getInt(Faults.LEFT + 4)))));
    }

    static void families(Map<String, Tamper> faults) {
        faults.put(
                "two-families",
                Tamper.both(
                        Tamper.dictionary(answer -> answer.remove("peers6")),
                        Tamper.replies(UdpWire.ANNOUNCE, each -> Faults.cut(each, 20))));
        faults.put("two-families-self", Faults.handsOut((client, port) -> client.getAddress()));
        faults.put("two-families-completed", Tamper.both(Faults.inScrape("downloaded", 1), Faults.scraped(12, 1)));
        faults.put("two-families-burst", Faults.refusesAfter(1));
        faults.put(
                "two-looks",
                Tamper.both(
                        Tamper.http(head -> head.contains("=completed") ? Faults.with(head, "left", "7") : head),
                        Faults.announces(each -> {
                            if (each.getInt(Faults.EVENT) == 1) {
                                each.putLong(Faults.LEFT, 7);
                            }
                        })));
    }

    private static Tamper set(String parameter, String value) {
        return Tamper.http(head -> head.contains(parameter + "=3") ? Faults.with(head, parameter, value) : head);
    }

    private static Tamper keyedByPeerId() {
        Map<String, Integer> ports = new ConcurrentHashMap<>();
        return Tamper.both(
                Tamper.http(head -> {
                    String port = Faults.value(head, "port");
                    return port.isEmpty()
                            ? head
                            : Faults.with(
                                    head,
                                    "port",
                                    ports.computeIfAbsent(
                                                    Faults.value(head, "peer_id"), unused -> Integer.valueOf(port))
                                            .toString());
                }),
                Faults.announces(each -> {
                    byte[] id = new byte[20];
                    each.get(36, id);
                    int port = each.getShort(Faults.PORT);
                    each.putShort(
                            Faults.PORT, (short) (int) ports.computeIfAbsent(Arrays.toString(id), unused -> port));
                }));
    }

    private static Tamper swapsFamilies() {
        return Tamper.dictionary(answer -> {
            Object peers6 = answer.remove("peers6");
            if (peers6 != null) {
                answer.put("peers", peers6);
            }
        });
    }

    private static ByteBuffer sixByte(ByteBuffer reply) {
        boolean ipv6 = reply.limit() > 20 && (reply.limit() - 20) % 18 == 0;
        return ipv6 ? Faults.cut(reply, reply.limit() - 12) : reply;
    }
}
