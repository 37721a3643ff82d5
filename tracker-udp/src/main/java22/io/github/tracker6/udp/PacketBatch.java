package io.github.tracker6.udp;

import io.github.tracker6.AddressFamily;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * The memory for one system call that receives packets and one that sends replies: the headers ({@code struct mmsghdr}
 * of 64-bit Linux, little-endian), the packets, and the replies, which are built in place. Not thread-safe.
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

    /** A peer: its address, and the control message with the local address that it asked. */
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

    /** An odd number of cache lines, so that the beginnings of the packets fall into different sets of the cache. */
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
    private int packetCount;
    private int replyCount;

    /** A copy of a peer's address and of the local address that it asked, for a late reply. */
    static final class Path {
        private final byte[] peer;
        private final int nameLength;
        private final int controlLength;

        private Path(byte[] peer, int nameLength, int controlLength) {
            this.peer = peer;
            this.nameLength = nameLength;
            this.controlLength = controlLength;
        }

        /** Returns the path to a peer from the local address that the routes choose. */
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

    /** Resets the fields of a packet's header that the kernel has overwritten. */
    private void rewind(int packet) {
        memory.putInt(packet * HEADER_BYTES + NAME_LENGTH_AT, SocketAddresses.MAX_BYTES);
        memory.putLong(packet * HEADER_BYTES + CONTROL_LENGTH_AT, CONTROL_BYTES);
    }

    private int peer(int packet) {
        return peers + packet * PEER_BYTES;
    }

    /**
     * Waits for a packet, then receives all that have arrived, in the place of those before.
     *
     * @return how many, or a negative error number
     */
    int receive(Libc libc, int descriptor) {
        for (int i = 0; i < packetCount; i++) {
            rewind(i);
        }
        int count = libc.recvmmsg(descriptor, address, size, MSG_WAITFORONE);
        packetCount = Math.max(0, count);
        return count;
    }

    /** Returns a packet, from index 0 to its limit. */
    ByteBuffer packet(int packet) {
        int length = memory.getInt(packet * HEADER_BYTES + DATAGRAM_LENGTH_AT);
        return packets[packet].clear().limit(length);
    }

    /** Sets the source of a packet in an exchange; returns false if the kernel did not name one. */
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

    /** Returns the buffer in which the next reply is built. */
    ByteBuffer nextReply() {
        return replies[replyCount];
    }

    /** Adds the reply that was built, addressed to the source of a packet. */
    void addReply(int packet, int length) {
        int header = packet * HEADER_BYTES;
        addHeader(packet, memory.getInt(header + NAME_LENGTH_AT), replyControl(packet), length);
    }

    private void addHeader(int packet, int nameLength, int controlLength, int length) {
        int header = sendHeaders + replyCount * HEADER_BYTES;
        memory.putLong(header + NAME_AT, address + peer(packet)).putInt(header + NAME_LENGTH_AT, nameLength);
        memory.putLong(header + CONTROL_AT, address + peer(packet) + PEER_CONTROL_AT);
        memory.putLong(header + CONTROL_LENGTH_AT, controlLength);
        memory.putLong(sendVectors + replyCount * VECTOR_BYTES + VECTOR_LENGTH_AT, length);
        replyCount++;
    }

    /**
     * Turns the control message of a packet into that of its reply, so that the reply leaves from the address that was
     * asked. The routes choose the interface, except for a link-local address, which is complete only with its
     * interface.
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

    /** Returns whether the kernel named the address that a packet was sent to. */
    boolean hasLocalAddress(int packet) {
        return replyControl(packet) > 0;
    }

    /** Returns a copy of the path back to the source of a packet. */
    Path path(int packet) {
        byte[] copy = new byte[PEER_BYTES];
        int controlLength = replyControl(packet);
        memory.get(peer(packet), copy);
        return new Path(copy, memory.getInt(packet * HEADER_BYTES + NAME_LENGTH_AT), controlLength);
    }

    /** Adds a copy of a reply. A batch takes at most one that is added in this way. */
    void addReply(Path path, ByteBuffer reply) {
        memory.put(peer(0), path.peer);
        int length = reply.remaining();
        nextReply().clear().put(reply);
        addHeader(0, path.nameLength, path.controlLength, length);
    }

    /** Returns how many replies were added. */
    int replyCount() {
        return replyCount;
    }

    /**
     * Sends the replies from one on.
     *
     * @return how many were sent, or the negative error number of the first
     */
    int send(Libc libc, int descriptor, int from) {
        return libc.sendmmsg(descriptor, address + sendHeaders + (long) from * HEADER_BYTES, replyCount - from);
    }

    /** Removes the replies. */
    void clearReplies() {
        replyCount = 0;
    }
}
