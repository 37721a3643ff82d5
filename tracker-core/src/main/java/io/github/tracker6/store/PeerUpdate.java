package io.github.tracker6.store;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;

/**
 * An announce as a store sees it: the endpoint that announced, its swarm, and which peers it wants. Reusable.
 * Not thread-safe.
 *
 * @since 0.1.0
 */
public final class PeerUpdate {
    /**
     * How old the host's endpoint of the other family may be when the host joins or has moved, in milliseconds: 20 s. A
     * client that has both families announces over both at about the same time.
     */
    public static final long RECENT_MILLIS = 20_000;

    private long hashHead;
    private long hashMiddle;
    private int hashTail;
    private AddressFamily family = AddressFamily.IPV4;
    private long addressHigh;
    private long addressLow;
    private int port;
    private long hostTag;
    private PeerRole role = PeerRole.DOWNLOADER;
    private boolean stopped;
    private boolean completed;
    private int numWant;
    private FamilyPolicy policy = FamilyPolicy.IPV6_FIRST;
    private boolean bothFamilies;
    private boolean claimsOtherFamily;
    private boolean stalled;
    private boolean mayLackMetadata;
    private boolean joins;
    private long otherFamilyMaxAgeMillis = Long.MAX_VALUE;
    private boolean repeated;
    private long nowMillis;

    /** Makes an update of a downloader that wants no peers. */
    public PeerUpdate() {}

    /** Sets the swarm from the bits of its info hash, as {@link InfoHash#of}. */
    public PeerUpdate infoHash(long head, long middle, int tail) {
        hashHead = head;
        hashMiddle = middle;
        hashTail = tail;
        return this;
    }

    /** Sets the swarm. */
    public PeerUpdate infoHash(InfoHash infoHash) {
        return infoHash(infoHash.head(), infoHash.middle(), infoHash.tail());
    }

    /** Returns the info hash of the swarm, as a new value. */
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

    /**
     * Sets the endpoint that announced.
     *
     * @param high bytes 0 to 7 of an IPv6 address, big-endian; 0 for IPv4
     * @param low bytes 8 to 15 of an IPv6 address, big-endian; for IPv4 its 32 bits, unsigned
     * @param port 1 to 65535
     */
    public PeerUpdate endpoint(AddressFamily family, long high, long low, int port) {
        this.family = family;
        this.addressHigh = high;
        this.addressLow = low;
        this.port = port;
        return this;
    }

    /** Sets the endpoint that announced. */
    public PeerUpdate endpoint(Endpoint endpoint) {
        return endpoint(endpoint.family(), endpoint.addressHigh(), endpoint.addressLow(), endpoint.port());
    }

    /** Returns the endpoint that announced, as a new value. */
    public Endpoint endpoint() {
        return family == AddressFamily.IPV4
                ? Endpoint.ofIpv4((int) addressLow, port)
                : Endpoint.ofIpv6(addressHigh, addressLow, port);
    }

    /** Returns the family of the endpoint that announced. */
    public AddressFamily family() {
        return family;
    }

    /** Returns bytes 0 to 7 of the IPv6 address, big-endian; 0 for IPv4. */
    public long addressHigh() {
        return addressHigh;
    }

    /** Returns bytes 8 to 15 of the IPv6 address, big-endian; for IPv4 its 32 bits, unsigned. */
    public long addressLow() {
        return addressLow;
    }

    /** Returns the port of the endpoint, 1 to 65535. */
    public int port() {
        return port;
    }

    /**
     * Sets the tag that the endpoints of one host have in common in this swarm: a keyed hash of info hash, peer id and
     * key.
     *
     * @param hostTag any number; a store may keep its upper 37 bits alone. 0: the endpoint is linked to no other
     */
    public PeerUpdate hostTag(long hostTag) {
        this.hostTag = hostTag;
        return this;
    }

    /** Returns the tag that the endpoints of one host have in common in this swarm, or 0. */
    public long hostTag() {
        return hostTag;
    }

    /** Sets the role. Default: {@link PeerRole#DOWNLOADER}. */
    public PeerUpdate role(PeerRole role) {
        this.role = role;
        return this;
    }

    /** Returns the role. */
    public PeerRole role() {
        return role;
    }

    /** Sets whether the endpoint leaves the swarm. It then gets no peers. Default: false. */
    public PeerUpdate stopped(boolean stopped) {
        this.stopped = stopped;
        return this;
    }

    /** Returns whether the endpoint leaves the swarm. */
    public boolean stopped() {
        return stopped;
    }

    /** Sets whether the host has just finished, which counts once per host. Default: false. */
    public PeerUpdate completed(boolean completed) {
        this.completed = completed;
        return this;
    }

    /** Returns whether the host has just finished. */
    public boolean completed() {
        return completed;
    }

    /**
     * Sets how many peers are wanted.
     *
     * @param numWant 0 or more; default 0
     */
    public PeerUpdate numWant(int numWant) {
        this.numWant = numWant;
        return this;
    }

    /**
     * Returns how many peers of the announce's own family are wanted at most. If {@link #bothFamilies()}, peers of
     * the other family come in addition, see {@link PeerSelection#otherFamilyAllowance}.
     */
    public int numWant() {
        return numWant;
    }

    /** Sets which endpoints are preferred. Default: {@link FamilyPolicy#IPV6_FIRST}. */
    public PeerUpdate policy(FamilyPolicy policy) {
        this.policy = policy;
        return this;
    }

    /** Returns which endpoints are preferred. */
    public FamilyPolicy policy() {
        return policy;
    }

    /** Sets whether the answer can carry both families. Default: false. */
    public PeerUpdate bothFamilies(boolean bothFamilies) {
        this.bothFamilies = bothFamilies;
        return this;
    }

    /** Returns whether the answer can carry both families. */
    public boolean bothFamilies() {
        return bothFamilies;
    }

    /** Sets whether the client makes a plausible claim to an address of the other family. Default: false. */
    public PeerUpdate claimsOtherFamily(boolean claimsOtherFamily) {
        this.claimsOtherFamily = claimsOtherFamily;
        return this;
    }

    /** Returns whether the client makes a plausible claim to an address of the other family. */
    public boolean claimsOtherFamily() {
        return claimsOtherFamily;
    }

    /** Sets whether the host joined a while ago and reports that it has moved no data since. Default: false. */
    public PeerUpdate stalled(boolean stalled) {
        this.stalled = stalled;
        return this;
    }

    /** Returns whether the host joined a while ago and reports that it has moved no data since. */
    public boolean stalled() {
        return stalled;
    }

    /**
     * Sets whether a seeder may be a client that only wants the metadata of a magnet link yet (BEP 9): it says that nothing
     * is left, and has moved no data. Such a client needs seeders. Default: false.
     */
    public PeerUpdate mayLackMetadata(boolean mayLackMetadata) {
        this.mayLackMetadata = mayLackMetadata;
        return this;
    }

    /** Returns whether a seeder may be a client that only wants the metadata of a magnet link yet. */
    public boolean mayLackMetadata() {
        return mayLackMetadata;
    }

    /** Sets whether the client has just joined the swarm, or joins it again (BEP 3, {@code started}). Default: false. */
    public PeerUpdate joins(boolean joins) {
        this.joins = joins;
        return this;
    }

    /** Returns whether the client has just joined the swarm, or joins it again. */
    public boolean joins() {
        return joins;
    }

    /**
     * Sets the age from which on the host's endpoint of the other family is over: the host must have announced it again
     * within the longest interval.
     *
     * @param maxAgeMillis in milliseconds; default: no limit but the life of a peer
     */
    public PeerUpdate otherFamilyMaxAgeMillis(long maxAgeMillis) {
        this.otherFamilyMaxAgeMillis = maxAgeMillis;
        return this;
    }

    /** Returns the age from which on the host's endpoint of the other family is over, in milliseconds. */
    public long otherFamilyMaxAgeMillis() {
        return otherFamilyMaxAgeMillis;
    }

    /**
     * Returns whether the announce ends the host's endpoint of the other family: it is older than
     * {@link #otherFamilyMaxAgeMillis}, or it is older than {@link #RECENT_MILLIS} and the host {@link #joins} or has moved.
     *
     * @param ageMillis how long ago that endpoint was announced
     * @param moved whether the host's former endpoint of this announce's family is {@linkplain #isInOtherNetwork in another
     *     network}
     */
    public boolean endsOtherFamily(long ageMillis, boolean moved) {
        return ageMillis > otherFamilyMaxAgeMillis || ((joins || moved) && ageMillis > RECENT_MILLIS);
    }

    /**
     * Returns whether an address of the announce's family is in another IPv4 /24 or IPv6 /48 than the endpoint that
     * announced.
     *
     * @param high as {@link #addressHigh}
     * @param low as {@link #addressLow}
     */
    public boolean isInOtherNetwork(long high, long low) {
        return family == AddressFamily.IPV4 ? (low ^ addressLow) >>> 8 != 0 : (high ^ addressHigh) >>> 16 != 0;
    }

    /**
     * Sets whether this repeats an announce that the store recorded a moment ago, so that peers are drawn again. Default:
     * false.
     */
    public PeerUpdate repeated(boolean repeated) {
        this.repeated = repeated;
        return this;
    }

    /**
     * Returns whether this repeats an announce that the store recorded a moment ago, so that peers are drawn again. It
     * changes nothing. An endpoint that has left or expired since stays away and gets no peers.
     */
    public boolean repeated() {
        return repeated;
    }

    /** Sets the time of the announce, in milliseconds of the tracker's clock. */
    public PeerUpdate nowMillis(long nowMillis) {
        this.nowMillis = nowMillis;
        return this;
    }

    /** Returns the time of the announce, in milliseconds of the tracker's clock. */
    public long nowMillis() {
        return nowMillis;
    }

    /** Returns the announce as text, without the host tag, which is a secret. */
    @Override
    public String toString() {
        return "PeerUpdate[" + infoHash() + " " + endpoint() + " " + role
                + (stopped ? " stopped" : "")
                + (completed ? " completed" : "")
                + " numWant=" + numWant + " " + policy
                + (bothFamilies ? " bothFamilies" : "")
                + (claimsOtherFamily ? " claimsOtherFamily" : "")
                + (stalled ? " stalled" : "")
                + (mayLackMetadata ? " mayLackMetadata" : "")
                + (joins ? " joins" : "")
                + (otherFamilyMaxAgeMillis == Long.MAX_VALUE ? "" : " otherFamilyMaxAge=" + otherFamilyMaxAgeMillis)
                + (repeated ? " repeated" : "")
                + " at " + nowMillis + "]";
    }
}
