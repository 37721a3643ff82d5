package io.github.tracker6.udp;

/** The numbers of the UDP tracker protocol (BEP 15) and the offsets of its fields. All numbers are big-endian. */
final class UdpWire {
    /** The number in the place of the connection id in a connect request (BEP 15, "protocol_id"). */
    static final long PROTOCOL_ID = 0x41727101980L;

    static final int ACTION_CONNECT = 0;
    static final int ACTION_ANNOUNCE = 1;
    static final int ACTION_SCRAPE = 2;
    static final int ACTION_ERROR = 3;
    /** Announce over IPv6, from a proposal that did not become part of BEP 15. lftp sends it. */
    static final int ACTION_ANNOUNCE6 = 4;

    /** The offset of the action in a request. */
    static final int ACTION_AT = 8;
    /** The offset of the transaction id in a request. */
    static final int TRANSACTION_ID_AT = 12;
    /** The bytes of the head of every request: connection id, action and transaction id. */
    static final int REQUEST_HEADER_BYTES = 16;

    /** The bytes of an announce before its {@code ip} field. */
    static final int ANNOUNCE_HEAD_BYTES = 84;
    /** The bytes of an announce after its {@code ip} field, before the options of BEP 41. */
    static final int ANNOUNCE_TAIL_BYTES = 10;

    /** The bytes of an announce reply before its peers. */
    static final int ANNOUNCE_REPLY_HEAD_BYTES = 20;
    /** The bytes of a scrape reply before its counts, and of an error before its text. */
    static final int REPLY_HEADER_BYTES = 8;
    /** The bytes of the counts of one swarm in a scrape reply. */
    static final int SCRAPE_ENTRY_BYTES = 12;

    private UdpWire() {}
}
