package io.github.tracker6.engine;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.AnnounceKey;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.internal.BigEndian;
import io.github.tracker6.store.PeerUpdate;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One announce as an adapter decoded it; the tracker has not checked it yet. The message is reusable, so that an announce
 * allocates nothing: an adapter calls {@link #reset()}, sets what the client sent, and passes it to {@link
 * TrackerHandler#announce}, whose contract says when it may be used again. Not thread-safe; it may be handed from one
 * thread to another with the usual happens-before. Long because each field has a setter and a getter with its contract.
 *
 * @since 0.1.0
 */
public final class AnnounceRequest {
    /** The value of {@link #numWant()} for a client that named no number (BEP 15, "num_want: -1 default"). */
    public static final int NUM_WANT_DEFAULT = -1;

    final PeerUpdate update = new PeerUpdate();
    final long[] linkWords = new long[6];

    private long hashHead;
    private long hashMiddle;
    private int hashTail;
    private long peerIdHead;
    private long peerIdMiddle;
    private int peerIdTail;
    private long key;
    private AddressFamily sourceFamily = AddressFamily.IPV4;
    private long sourceHigh;
    private long sourceLow;
    private int port;
    private long left;
    private long uploaded;
    private long downloaded;
    private AnnounceEvent event = AnnounceEvent.NONE;
    private int numWant;
    private int answerLimit;
    private boolean bothFamilies;
    private boolean lan;
    private Protocol protocol = Protocol.OTHER;
    private @Nullable String path;
    private @Nullable String passkey;
    private @Nullable String token;
    private final List<Endpoint> claims = new ArrayList<>(0);

    /** Makes a request whose fields have the values that {@link #reset()} sets. */
    public AnnounceRequest() {
        reset();
    }

    /**
     * Sets every field to its default: numbers 0, address 0.0.0.0, no key, no path, passkey or token, no claims, event {@code
     * NONE}, {@code numWant} {@link #NUM_WANT_DEFAULT}, no limit on the answer, peers of both families, no LAN peers, and
     * protocol {@code OTHER}.
     *
     * @return this
     */
    public AnnounceRequest reset() {
        infoHash(0, 0, 0);
        peerId(0, 0, 0);
        key = 0;
        source(AddressFamily.IPV4, 0, 0);
        port = 0;
        left = 0;
        uploaded = 0;
        downloaded = 0;
        event = AnnounceEvent.NONE;
        numWant = NUM_WANT_DEFAULT;
        answerLimit = Integer.MAX_VALUE;
        bothFamilies = true;
        lan = false;
        protocol = Protocol.OTHER;
        path = null;
        passkey = null;
        token = null;
        return clearClaims();
    }

    /** Sets the info hash from its bits, see {@link InfoHash#of}. */
    public AnnounceRequest infoHash(long head, long middle, int tail) {
        hashHead = head;
        hashMiddle = middle;
        hashTail = tail;
        return this;
    }

    /** Sets the info hash. */
    public AnnounceRequest infoHash(InfoHash infoHash) {
        return infoHash(infoHash.head(), infoHash.middle(), infoHash.tail());
    }

    /** Returns the info hash as a new object; {@link #hashHead()} and the two methods after it make none. */
    public InfoHash infoHash() {
        return InfoHash.of(hashHead, hashMiddle, hashTail);
    }

    /** Returns bytes 0 to 7 of the info hash, big-endian. */
    public long hashHead() {
        return hashHead;
    }

    /** Returns bytes 8 to 15 of the info hash, big-endian. */
    public long hashMiddle() {
        return hashMiddle;
    }

    /** Returns bytes 16 to 19 of the info hash, big-endian. */
    public int hashTail() {
        return hashTail;
    }

    /** Sets the 20 bytes of the peer id from their bits, big-endian (BEP 3, "peer_id"). */
    public AnnounceRequest peerId(long head, long middle, int tail) {
        peerIdHead = head;
        peerIdMiddle = middle;
        peerIdTail = tail;
        return this;
    }

    /**
     * Sets the peer id (BEP 3, "peer_id").
     *
     * @throws IllegalArgumentException if the array does not have exactly 20 bytes
     */
    public AnnounceRequest peerId(byte[] bytes) {
        if (bytes.length != InfoHash.BYTES) {
            throw new IllegalArgumentException("peer id has " + bytes.length + " bytes, not " + InfoHash.BYTES);
        }
        return peerId(BigEndian.longAt(bytes, 0), BigEndian.longAt(bytes, 8), BigEndian.intAt(bytes, 16));
    }

    /** Returns a copy of the 20 bytes of the peer id. */
    public byte[] peerId() {
        return InfoHash.of(peerIdHead, peerIdMiddle, peerIdTail).toBytes();
    }

    /** Returns bytes 0 to 7 of the peer id, big-endian. */
    public long peerIdHead() {
        return peerIdHead;
    }

    /** Returns bytes 8 to 15 of the peer id, big-endian. */
    public long peerIdMiddle() {
        return peerIdMiddle;
    }

    /** Returns bytes 16 to 19 of the peer id, big-endian. */
    public int peerIdTail() {
        return peerIdTail;
    }

    /**
     * Sets the client's key in its normal form, see {@link AnnounceKey}.
     *
     * @param key the number, or 0 for no key
     */
    public AnnounceRequest key(long key) {
        this.key = key;
        return this;
    }

    /** Returns the client's key in its normal form, or 0 if it has none. */
    public long key() {
        return key;
    }

    /**
     * Returns whether the client sent a key, and one that other peers don't see in its peer id. Only such an announce is
     * linked to others. Over HTTP the adapter sets the key 0 where its bytes occur in the peer id.
     */
    public boolean hasSecretKey() {
        return key != 0 && !AnnounceKey.isPublic(key, peerIdHead, peerIdMiddle, peerIdTail);
    }

    /**
     * Sets the address that the announce came from. An IPv4-mapped IPv6 address becomes IPv4.
     *
     * @param high bytes 0 to 7 of an IPv6 address, big-endian; 0 for IPv4
     * @param low bytes 8 to 15 of an IPv6 address, big-endian; for IPv4 its 32 bits, unsigned
     */
    public AnnounceRequest source(AddressFamily family, long high, long low) {
        if (family == AddressFamily.IPV4 || Endpoint.isMapped(high, low)) {
            sourceFamily = AddressFamily.IPV4;
            sourceHigh = 0;
            sourceLow = low & 0xffffffffL;
        } else {
            sourceFamily = AddressFamily.IPV6;
            sourceHigh = high;
            sourceLow = low;
        }
        return this;
    }

    /** Sets the address that the announce came from. An IPv4-mapped IPv6 address becomes IPv4. */
    public AnnounceRequest source(InetAddress address) {
        Endpoint endpoint = Endpoint.of(address, 0);
        return source(endpoint.family(), endpoint.addressHigh(), endpoint.addressLow());
    }

    /** Returns the family of the address that the announce came from. */
    public AddressFamily sourceFamily() {
        return sourceFamily;
    }

    /** Returns bytes 0 to 7 of the source's IPv6 address, big-endian; 0 for IPv4. */
    public long sourceHigh() {
        return sourceHigh;
    }

    /** Returns bytes 8 to 15 of the source's IPv6 address, big-endian; for IPv4 its 32 bits, unsigned. */
    public long sourceLow() {
        return sourceLow;
    }

    /** Returns the source address with the port that the client listens on, as a new object. */
    public Endpoint source() {
        return sourceFamily == AddressFamily.IPV4
                ? Endpoint.ofIpv4((int) sourceLow, port)
                : Endpoint.ofIpv6(sourceHigh, sourceLow, port);
    }

    /**
     * Sets the port that the client listens on (BEP 3, "port").
     *
     * @param port 0 to 65535; the tracker refuses 0 unless the event is {@code STOPPED}
     * @throws IllegalArgumentException if the port is out of range
     */
    public AnnounceRequest port(int port) {
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("port " + port + " is outside 0 to 65535");
        }
        this.port = port;
        return this;
    }

    /** Returns the port that the client listens on. */
    public int port() {
        return port;
    }

    /** Sets the number of bytes that the client still lacks (BEP 3, "left"), unsigned. A client with 0 is a seeder. */
    public AnnounceRequest left(long left) {
        this.left = left;
        return this;
    }

    /** Returns the number of bytes that the client still lacks, unsigned. */
    public long left() {
        return left;
    }

    /**
     * Sets the bytes that the client says it uploaded (BEP 3, "uploaded"), unsigned. The tracker only looks at whether the
     * number is 0.
     */
    public AnnounceRequest uploaded(long uploaded) {
        this.uploaded = uploaded;
        return this;
    }

    /** Returns the bytes that the client says it uploaded, unsigned. */
    public long uploaded() {
        return uploaded;
    }

    /**
     * Sets the bytes that the client says it downloaded (BEP 3, "downloaded"), unsigned. The tracker only looks at whether
     * the number is 0.
     */
    public AnnounceRequest downloaded(long downloaded) {
        this.downloaded = downloaded;
        return this;
    }

    /** Returns the bytes that the client says it downloaded, unsigned. */
    public long downloaded() {
        return downloaded;
    }

    /** Sets the event. */
    public AnnounceRequest event(AnnounceEvent event) {
        this.event = event;
        return this;
    }

    /** Returns the event. */
    public AnnounceEvent event() {
        return event;
    }

    /** Returns whether a client that joined a while ago says that it has moved no data since. */
    public boolean isStalled() {
        boolean regular = event == AnnounceEvent.NONE || event == AnnounceEvent.PAUSED;
        long moved = left == 0 ? uploaded : downloaded;
        return regular && moved == 0;
    }

    /**
     * Sets how many peers the client wants (BEP 3, "numwant"; BEP 15, "num_want").
     *
     * @param numWant any number; negative means the tracker's default, above the tracker's limit means the limit
     */
    public AnnounceRequest numWant(int numWant) {
        this.numWant = numWant;
        return this;
    }

    /** Returns how many peers the client wants; negative means the tracker's default. */
    public int numWant() {
        return numWant;
    }

    /**
     * Sets how many peers of one family fit into the adapter's answer.
     *
     * @param answerLimit 0 or more; default no limit
     */
    public AnnounceRequest answerLimit(int answerLimit) {
        this.answerLimit = answerLimit;
        return this;
    }

    /** Returns how many peers of one family fit into the adapter's answer. */
    public int answerLimit() {
        return answerLimit;
    }

    /** Sets whether the answer may list peers of both families, as over HTTP (BEP 7), not UDP (BEP 15); default true. */
    public AnnounceRequest bothFamilies(boolean bothFamilies) {
        this.bothFamilies = bothFamilies;
        return this;
    }

    /** Returns whether the answer may list peers of both families. */
    public boolean bothFamilies() {
        return bothFamilies;
    }

    /** Sets whether addresses that are not global are admitted, see {@code AddressScope}; default false. */
    public AnnounceRequest lan(boolean lan) {
        this.lan = lan;
        return this;
    }

    /** Returns whether addresses that are not global are admitted. */
    public boolean lan() {
        return lan;
    }

    /** Sets how the announce reached the tracker; default {@link Protocol#OTHER}. For figures alone. */
    public AnnounceRequest protocol(Protocol protocol) {
        this.protocol = Objects.requireNonNull(protocol, "protocol");
        return this;
    }

    /** Returns how the announce reached the tracker. */
    public Protocol protocol() {
        return protocol;
    }

    /**
     * Sets the path that the client asked for, as the client sent it, over HTTP without a slash at the end. It may hold a
     * passkey.
     *
     * @param path such as {@code /KEY/announce}; over UDP the URL data of BEP 41; null if the client sent none
     */
    public AnnounceRequest path(@Nullable String path) {
        this.path = path;
        return this;
    }

    /** Returns the path that the client asked for, such as {@code /KEY/announce}, or null. Do not log it. */
    public @Nullable String path() {
        return path;
    }

    /**
     * Sets the passkey that the query of the client's URL holds, as in {@code /announce?passkey=KEY}. A passkey in the path
     * stands in {@link #path()}.
     *
     * @param passkey percent-decoded, each byte as one character; null if there is none
     */
    public AnnounceRequest passkey(@Nullable String passkey) {
        this.passkey = passkey;
        return this;
    }

    /** Returns the passkey that the query of the client's URL holds, or null. Do not log it. */
    public @Nullable String passkey() {
        return passkey;
    }

    /**
     * Sets the token that the query of the client's URL holds, as in {@code /announce?token=TOKEN}. A token in the path stands
     * in {@link #path()}.
     *
     * @param token percent-decoded, each byte as one character; null if there is none
     */
    public AnnounceRequest token(@Nullable String token) {
        this.token = token;
        return this;
    }

    /** Returns the token that the query of the client's URL holds, or null. Do not log it. */
    public @Nullable String token() {
        return token;
    }

    /**
     * Adds an address that the client claims to have ({@code &ipv4=}, {@code &ipv6=}, {@code &ip=}; BEP 7). Other peers
     * never get it unless it is verified.
     *
     * @param endpoint the address; port 0 if the client named none
     */
    public AnnounceRequest claim(Endpoint endpoint) {
        claims.add(endpoint);
        return this;
    }

    /** Removes the addresses that the client claims to have. The answer is then as if it had claimed none. */
    public AnnounceRequest clearClaims() {
        if (!claims.isEmpty()) {
            claims.clear();
        }
        return this;
    }

    /** Returns a copy of the addresses that the client claims to have, in the order received. */
    public List<Endpoint> claims() {
        return claims.isEmpty() ? List.of() : List.copyOf(claims);
    }

    /**
     * Returns a line for logs: info hash, family, event and numbers. It holds no address, port, peer id, key, path,
     * passkey, token or claim.
     */
    @Override
    public String toString() {
        return "AnnounceRequest[infoHash=" + infoHash()
                + ", family=" + sourceFamily
                + ", event=" + event
                + ", left=" + Long.toUnsignedString(left)
                + ", numWant=" + numWant
                + ", bothFamilies=" + bothFamilies
                + "]";
    }

    boolean hasClaims() {
        return !claims.isEmpty();
    }

    List<Endpoint> rawClaims() {
        return claims;
    }

    /** Fills the words that identify this host in this swarm; returns false if it has no secret key. */
    boolean linkWords() {
        if (!hasSecretKey()) {
            return false;
        }
        linkWords[0] = hashHead;
        linkWords[1] = hashMiddle;
        linkWords[2] = ((long) hashTail << 32) | Integer.toUnsignedLong(peerIdTail);
        linkWords[3] = peerIdHead;
        linkWords[4] = peerIdMiddle;
        linkWords[5] = key;
        return true;
    }
}
