package io.github.tracker6.http;

/**
 * The query parameters that a tracker reads (BEP 3, 7, 21, 23), and those in which private trackers carry a secret; others
 * are accepted and ignored.
 */
enum Parameter {
    INFO_HASH("info_hash"),
    PEER_ID("peer_id"),
    PORT("port"),
    UPLOADED("uploaded"),
    DOWNLOADED("downloaded"),
    LEFT("left"),
    EVENT("event"),
    NUMWANT("numwant"),
    COMPACT("compact"),
    KEY("key"),
    IP("ip"),
    IPV4("ipv4"),
    IPV6("ipv6"),
    PASSKEY("passkey"),
    TOKEN("token"),
    UNKNOWN("");

    static final int MAX_NAME_BYTES = 10;

    private static final Parameter[] ALL = values();

    private final String wireName;

    Parameter(String wireName) {
        this.wireName = wireName;
    }

    /** Returns the parameter of a decoded name. */
    static Parameter of(byte[] name, int length) {
        for (Parameter parameter : ALL) {
            if (parameter.isNamed(name, length)) {
                return parameter;
            }
        }
        return UNKNOWN;
    }

    private boolean isNamed(byte[] name, int length) {
        if (wireName.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (wireName.charAt(i) != name[i]) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether a value past the limit is read too. A signed token is long. */
    boolean mayBeLong() {
        return this == PASSKEY || this == TOKEN;
    }

    /** Returns whether the parameter holds an address that the client claims to have. */
    boolean isClaim() {
        return this == IP || this == IPV4 || this == IPV6;
    }
}
