package io.github.tracker6.udp;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.testkit.ManualClock;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A handler without sockets. Packets and replies are hex text. */
final class HandlerHarness {
    static final long KEY0 = 1;
    static final long KEY1 = 2;

    static final Endpoint CLIENT6 = Endpoint.parse("[2001:db8::7]:6881");
    static final Endpoint CLIENT4 = Endpoint.parse("192.0.2.7:6881");
    static final String CONNECT = "0000041727101980 00000000 ";

    final ScriptedTracker tracker = new ScriptedTracker();
    final ManualClock clock = ManualClock.atMillis(1_700_000_000_000L);
    final UdpStats stats = new UdpStats();
    final List<String> late = new ArrayList<>();
    ReplySender lateSender = reply -> late.add(Hex.written(reply.position(reply.limit())));
    final ExchangePool pool;
    final UdpHandler handler;
    private final ByteBuffer reply = ByteBuffer.allocate(UdpTrackerServerBuilder.DEFAULT_MAX_REPLY_BYTES);

    HandlerHarness() {
        this(options -> options);
    }

    HandlerHarness(UnaryOperator<UdpTrackerServerBuilder> options) {
        UdpTrackerServerBuilder builder = options.apply(
                UdpTrackerServer.builder(tracker).connectionKey(KEY0, KEY1).clock(clock));
        this.pool = new ExchangePool(builder.maxPending);
        this.handler = new UdpHandler(builder, stats, pool);
    }

    /** Returns the reply as hex without spaces: empty if there is none, "pending" if it is late. */
    String handle(Endpoint source, String... parts) {
        return handle(source, Hex.packet(parts));
    }

    String handle(Endpoint source, ByteBuffer packet) {
        return handle(source.family(), source.addressHigh(), source.addressLow(), source.port(), packet);
    }

    String handle(AddressFamily family, long high, long low, int port, ByteBuffer packet) {
        return handle(handler.newExchange(), family, high, low, port, packet);
    }

    /** Handles a packet with an exchange that the caller reuses, as workers do. */
    String handle(Exchange exchange, Endpoint source, String... parts) {
        ByteBuffer packet = Hex.packet(parts);
        return handle(exchange, source.family(), source.addressHigh(), source.addressLow(), source.port(), packet);
    }

    private String handle(Exchange exchange, AddressFamily family, long high, long low, int port, ByteBuffer packet) {
        exchange.source(family, high, low, port);
        exchange.senders(() -> lateSender);
        int length = handler.handle(exchange, handler.nowMillis(), packet, reply.clear());
        if (length == UdpHandler.PENDING) {
            return "pending";
        }
        return length == UdpHandler.SILENCE ? "" : Hex.written(reply.position(length));
    }

    /** Connects; returns the connection id as hex. */
    String connect(Endpoint source) {
        return handle(source, CONNECT, "00000001").substring(16);
    }

    /** Returns an announce of 98 bytes, BEP 15. */
    static String announce(String connectionId, int action, int event, int numWant, int port) {
        return Hex.spaceless(
                connectionId,
                Hex.of(action),
                "cafebabe", // transaction id
                "000102030405060708090a0b0c0d0e0f10111213", // info hash
                "2d5452363030302d6162636465666768696a6b6c", // peer id
                "0000000000000011", // downloaded
                "0000000000000022", // left
                "0000000000000033", // uploaded
                Hex.of(event),
                action == UdpWire.ACTION_ANNOUNCE6 ? "20010db8000000000000000000000bad" : "c6336463", // ip
                "deadbeef", // key
                Hex.of(numWant),
                Hex.of(port).substring(4));
    }

    String announce(Endpoint source, int numWant) {
        return handle(source, announce(connect(source), UdpWire.ACTION_ANNOUNCE, 2, numWant, 6881));
    }
}
