package io.github.tracker6.udp;

import io.github.tracker6.AddressFamily;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * The memory of one system call that receives and of one that sends: what {@code struct mmsghdr} wants on 64-bit Linux,
 * little-endian, the packets, and the replies, which are built where they are sent from. Not thread-safe.
 */
final class PacketBatch {
    private static final int MSG_WAITFORONE = 0x10000;

    /** {@code struct mmsghdr}: a {@code msghdr} and the length of the datagram. */
    private static final int HEADER_BYTES = 64;

    private static final int NAME_AT = 0;
    private static final int NAME_LENGTH_AT = 8;
    private static final int VECTOR_AT = 16;
    private static final int VECTOR_COUNT_AT = 24;
    private static final int CONTROL_AT = 32;
    private static final int CONTROL_LENGTH_AT = 40;
    private static final int DATAGRAM_LENGTH_AT = 56;

    /** {@code struct iovec}: address and length. */
    private static final int VECTOR_BYTES = 16;

    private static final int VECTOR_LENGTH_AT = 8;

    /** A peer: its address, and the control message that says which address of ours it asked. */
    private static final int PEER_BYTES = 96;

    private static final int PEER_CONTROL_AT = 32;
    private static final int CONTROL_BYTES = PEER_BYTES - PEER_CONTROL_AT;
    /** {@code struct cmsghdr}, here with no more than one message behind it. */
    private static final int CONTROL_HEAD_BYTES = 16;

    private static final int CONTROL_LEVEL_AT = 8;
    private static final int CONTROL_TYPE_AT = 12;
    private static final int IPV6_INTERFACE_AT = CONTROL_HEAD_BYTES + 16;
    private static final int LINK_LOCAL = 0xfe80;
    private static final int LINK_LOCAL_MASK = 0xffc0;

    /** An odd number of cache lines, so that the beginnings of all packets do not compete for the same ones. */
    private static final int PACKET_STRIDE = UdpWorker.RECEIVE_BYTES + 64;

    private static final int REPLY_STRIDE = 1_344;

    private final int size;
    private final ByteBuffer memory;
    /** The same memory in network order. */
    private final ByteBuffer wire;

    private final long address;
    private final int sendHeaders;
    private final int receiveVectors;
    private final int sendVectors;
    private final int peers;
    private final ByteBuffer[] packets;
    private final ByteBuffer[] replies;
    private int received;
    private int replied;

    /** The address of a peer and of ours that it asked, as long as a late reply needs it. */
    static final class Path {
        private final byte[] peer;
        private final int nameLength;
        private final int controlLength;

        private Path(byte[] peer, int nameLength, int controlLength) {
            this.peer = peer;
            this.nameLength = nameLength;
            this.controlLength = controlLength;
        }

        /** Returns the way to a peer from whatever address of ours the routes choose. */
        static Path to(InetSocketAddress peer) {
            ByteBuffer encoded = SocketAddresses.allocate(PEER_BYTES);
            int nameLength = SocketAddresses.encode(peer, encoded);
            byte[] copy = new byte[PEER_BYTES];
            encoded.get(copy);
            return new Path(copy, nameLength, 0);
        }
    }

    /**
     * Makes an empty batch.
     *
     * @param size the most packets
     */
    PacketBatch(int size) {
        this.size = size;
        this.sendHeaders = size * HEADER_BYTES;
        this.receiveVectors = sendHeaders + size * HEADER_BYTES;
        this.sendVectors = receiveVectors + size * VECTOR_BYTES;
        this.peers = sendVectors + size * VECTOR_BYTES;
        int firstPacket = peers + size * PEER_BYTES;
        int firstReply = firstPacket + size * PACKET_STRIDE;
        this.memory = SocketAddresses.allocate(firstReply + size * REPLY_STRIDE);
        this.wire = memory.duplicate();
        this.address = SocketAddresses.addressOf(memory);
        this.packets = new ByteBuffer[size];
        this.replies = new ByteBuffer[size];
        for (int i = 0; i < size; i++) {
            int packetAt = firstPacket + i * PACKET_STRIDE;
            int replyAt = firstReply + i * REPLY_STRIDE;
            packets[i] = memory.slice(packetAt, UdpWorker.RECEIVE_BYTES);
            replies[i] = memory.slice(replyAt, UdpTrackerServerBuilder.DEFAULT_MAX_REPLY_BYTES);
            header(i * HEADER_BYTES, receiveVectors + i * VECTOR_BYTES, packetAt, UdpWorker.RECEIVE_BYTES);
            header(sendHeaders + i * HEADER_BYTES, sendVectors + i * VECTOR_BYTES, replyAt, 0);
            memory.putLong(i * HEADER_BYTES + NAME_AT, address + peer(i));
            memory.putLong(i * HEADER_BYTES + CONTROL_AT, address + peer(i) + PEER_CONTROL_AT);
            rewind(i);
        }
    }

    private void header(int header, int vector, int data, int length) {
        memory.putLong(header + VECTOR_AT, address + vector).putLong(header + VECTOR_COUNT_AT, 1);
        memory.putLong(vector, address + data).putLong(vector + VECTOR_LENGTH_AT, length);
    }

    /** Makes room again for what the kernel says of a packet. */
    private void rewind(int packet) {
        memory.putInt(packet * HEADER_BYTES + NAME_LENGTH_AT, SocketAddresses.MAX_BYTES);
        memory.putLong(packet * HEADER_BYTES + CONTROL_LENGTH_AT, CONTROL_BYTES);
    }

    private int peer(int packet) {
        return peers + packet * PEER_BYTES;
    }

    /** Waits for a packet, takes all that are there, and forgets those before; returns how many, or a failure. */
    int receive(Libc libc, int descriptor) {
        for (int i = 0; i < received; i++) {
            rewind(i);
        }
        int count = libc.recvmmsg(descriptor, address, size, MSG_WAITFORONE);
        received = Math.max(0, count);
        return count;
    }

    /** Returns a packet, from index 0 to its limit. */
    ByteBuffer packet(int packet) {
        int length = memory.getInt(packet * HEADER_BYTES + DATAGRAM_LENGTH_AT);
        return packets[packet].clear().limit(length);
    }

    /** Tells an exchange where a packet came from; returns false if the kernel did not say. */
    boolean source(int packet, Exchange exchange) {
        if (memory.getInt(packet * HEADER_BYTES + NAME_LENGTH_AT) == 0) {
            return false;
        }
        int peer = peer(packet);
        int port = wire.getShort(peer + SocketAddresses.PORT_AT) & 0xffff;
        if (memory.getShort(peer) == SocketAddresses.AF_INET) {
            long low = wire.getInt(peer + SocketAddresses.IPV4_ADDRESS_AT) & 0xffff_ffffL;
            exchange.source(AddressFamily.IPV4, 0, low, port);
        } else {
            long high = wire.getLong(peer + SocketAddresses.IPV6_ADDRESS_AT);
            long low = wire.getLong(peer + SocketAddresses.IPV6_ADDRESS_AT + 8);
            exchange.source(AddressFamily.IPV6, high, low, port);
        }
        return true;
    }

    /** Returns where the next reply is built. */
    ByteBuffer nextReply() {
        return replies[replied];
    }

    /** Adds the reply that was built to what will be sent, to whom a packet came from. */
    void reply(int packet, int length) {
        int header = packet * HEADER_BYTES;
        address(packet, memory.getInt(header + NAME_LENGTH_AT), replyControl(packet), length);
    }

    private void address(int packet, int nameLength, int controlLength, int length) {
        int header = sendHeaders + replied * HEADER_BYTES;
        memory.putLong(header + NAME_AT, address + peer(packet)).putInt(header + NAME_LENGTH_AT, nameLength);
        memory.putLong(header + CONTROL_AT, address + peer(packet) + PEER_CONTROL_AT);
        memory.putLong(header + CONTROL_LENGTH_AT, controlLength);
        memory.putLong(sendVectors + replied * VECTOR_BYTES + VECTOR_LENGTH_AT, length);
        replied++;
    }

    /**
     * Turns the control message that came with a packet into the one that its reply leaves with. The interface is left
     * to the routes, except for link-local addresses, which mean nothing without.
     *
     * @return its length, 0 if there is none
     */
    private int replyControl(int packet) {
        int length = (int) memory.getLong(packet * HEADER_BYTES + CONTROL_LENGTH_AT);
        if (length < CONTROL_HEAD_BYTES) {
            return 0;
        }
        int control = peer(packet) + PEER_CONTROL_AT;
        int level = memory.getInt(control + CONTROL_LEVEL_AT);
        int type = memory.getInt(control + CONTROL_TYPE_AT);
        if (level == Libc.IPPROTO_IP && type == Libc.IP_PKTINFO) {
            memory.putInt(control + CONTROL_HEAD_BYTES, 0);
            return length;
        }
        if (level != Libc.IPPROTO_IPV6 || type != Libc.IPV6_PKTINFO) {
            return 0;
        }
        if ((wire.getShort(control + CONTROL_HEAD_BYTES) & LINK_LOCAL_MASK) != LINK_LOCAL) {
            memory.putInt(control + IPV6_INTERFACE_AT, 0);
        }
        return length;
    }

    /** Returns whether a packet came with the address that it was sent to. */
    boolean knowsAddressAsked(int packet) {
        return replyControl(packet) > 0;
    }

    /** Returns a copy of the way back to where a packet came from. */
    Path path(int packet) {
        byte[] copy = new byte[PEER_BYTES];
        int controlLength = replyControl(packet);
        memory.get(peer(packet), copy);
        return new Path(copy, memory.getInt(packet * HEADER_BYTES + NAME_LENGTH_AT), controlLength);
    }

    /** Adds a copy of a reply to what will be sent; at most one goes into a batch. */
    void reply(Path path, ByteBuffer reply) {
        memory.put(peer(0), path.peer);
        int length = reply.remaining();
        nextReply().clear().put(reply);
        address(0, path.nameLength, path.controlLength, length);
    }

    /** Returns how many replies wait to be sent. */
    int replies() {
        return replied;
    }

    /** Sends replies, and returns how many, or why the first of them failed. */
    int send(Libc libc, int descriptor, int from) {
        return libc.sendmmsg(descriptor, address + sendHeaders + (long) from * HEADER_BYTES, replied - from);
    }

    /** Forgets the replies. */
    void sent() {
        replied = 0;
    }
}
