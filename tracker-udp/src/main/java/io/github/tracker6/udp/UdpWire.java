package io.github.tracker6.udp;

/** Numbers of the UDP tracker protocol (BEP 15) and the places of its fields. All numbers are big-endian. */
final class UdpWire {
    /** What stands for the connection id in a connect request (BEP 15, "protocol_id"). */
    static final long PROTOCOL_ID = 0x41727101980L;

    static final int ACTION_CONNECT = 0;
    static final int ACTION_ANNOUNCE = 1;
    static final int ACTION_SCRAPE = 2;
    static final int ACTION_ERROR = 3;
    /** The announce over IPv6 of a proposal that BEP 15 did not take up; lftp still sends it. */
    static final int ACTION_ANNOUNCE6 = 4;

    /** Where the action stands in a request. */
    static final int ACTION_AT = 8;
    /** Where the transaction id stands in a request. */
    static final int TRANSACTION_ID_AT = 12;
    /** The bytes that every request begins with: connection id, action and transaction id. */
    static final int REQUEST_HEADER_BYTES = 16;

    /** The bytes of an announce before its {@code ip} field. */
    static final int ANNOUNCE_HEAD_BYTES = 84;
    /** The bytes of an announce after its {@code ip} field, before the options of BEP 41. */
    static final int ANNOUNCE_TAIL_BYTES = 10;

    /** The bytes of an answered connect, so of the shortest request too: nothing is amplified. */
    static final int CONNECT_REPLY_BYTES = 16;
    /** The bytes of an answered announce before its peers. */
    static final int ANNOUNCE_REPLY_HEAD_BYTES = 20;
    /** The bytes of an answered scrape before its counts, and of an error before its text. */
    static final int REPLY_HEADER_BYTES = 8;
    /** The bytes of the counts of one swarm in an answered scrape. */
    static final int SCRAPE_ENTRY_BYTES = 12;

    private UdpWire() {}
}
