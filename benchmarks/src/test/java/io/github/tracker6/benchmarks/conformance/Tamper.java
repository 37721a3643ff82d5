package io.github.tracker6.benchmarks.conformance;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a {@link FaultyTracker} changes in requests and answers. By default nothing. Methods are called by several threads. */
class Tamper {
    /** Returns what the server shall get instead of the head of a request over HTTP, which ends in an empty line. */
    String request(InetSocketAddress client, String head) {
        return head;
    }

    /** Changes the dictionary of an answer over HTTP. */
    void dictionary(InetSocketAddress client, String head, SortedMap<String, Object> answer) {}

    /** Returns what the client shall get instead of an answer over HTTP. */
    byte[] answer(String head, byte[] answer) {
        return answer;
    }

    /** Returns whether the connection closes behind an answer, if it would not otherwise. */
    boolean closes(String head) {
        return false;
    }

    /** Returns what the server shall get instead of a packet; null for nothing. The id is valid for the client. */
    @Nullable
    ByteBuffer packet(InetSocketAddress client, ByteBuffer packet, long validId) {
        return packet;
    }

    /** Returns an answer to a packet beside the server's; null for none. */
    @Nullable
    ByteBuffer extra(InetSocketAddress client, ByteBuffer packet) {
        return null;
    }

    /** Returns what the client shall get instead of the server's answer. The request is what the server got. */
    ByteBuffer reply(InetSocketAddress client, ByteBuffer request, ByteBuffer reply) {
        return reply;
    }

    /** Returns whether replies leave from another socket. */
    boolean repliesFromElsewhere() {
        return false;
    }

    static Tamper http(UnaryOperator<String> request) {
        return new Tamper() {
            @Override
            String request(InetSocketAddress client, String head) {
                return request.apply(head);
            }
        };
    }

    static Tamper dictionary(Consumer<SortedMap<String, Object>> change) {
        return new Tamper() {
            @Override
            void dictionary(InetSocketAddress client, String head, SortedMap<String, Object> answer) {
                change.accept(answer);
            }
        };
    }

    /** Answers certain requests over HTTP with this text. */
    static Tamper answers(Predicate<String> which, String text) {
        return new Tamper() {
            @Override
            byte[] answer(String head, byte[] answer) {
                return which.test(head) ? text.getBytes(StandardCharsets.ISO_8859_1) : answer;
            }
        };
    }

    /** Changes packets of an action. */
    static Tamper packets(int action, Consumer<ByteBuffer> change) {
        return new Tamper() {
            @Override
            ByteBuffer packet(InetSocketAddress client, ByteBuffer packet, long validId) {
                if (packet.limit() >= 16 && packet.getInt(8) == action) {
                    change.accept(packet);
                }
                return packet;
            }
        };
    }

    /** Drops packets. */
    static Tamper drops(Predicate<ByteBuffer> which) {
        return new Tamper() {
            @Override
            @Nullable
            ByteBuffer packet(InetSocketAddress client, ByteBuffer packet, long validId) {
                return which.test(packet) ? null : packet;
            }
        };
    }

    /** Changes replies to an action. */
    static Tamper replies(int action, UnaryOperator<ByteBuffer> change) {
        return new Tamper() {
            @Override
            ByteBuffer reply(InetSocketAddress client, ByteBuffer request, ByteBuffer reply) {
                return request.getInt(8) == action && reply.getInt(0) == action ? change.apply(reply) : reply;
            }
        };
    }

    /** Does what two of them do, one over HTTP, the other over UDP. */
    static Tamper both(Tamper http, Tamper udp) {
        return new Tamper() {
            @Override
            String request(InetSocketAddress client, String head) {
                return http.request(client, head);
            }

            @Override
            void dictionary(InetSocketAddress client, String head, SortedMap<String, Object> answer) {
                http.dictionary(client, head, answer);
            }

            @Override
            byte[] answer(String head, byte[] answer) {
                return http.answer(head, answer);
            }

            @Override
            @Nullable
            ByteBuffer packet(InetSocketAddress client, ByteBuffer packet, long validId) {
                return udp.packet(client, packet, validId);
            }

            @Override
            ByteBuffer reply(InetSocketAddress client, ByteBuffer request, ByteBuffer reply) {
                return udp.reply(client, request, reply);
            }
        };
    }
}
