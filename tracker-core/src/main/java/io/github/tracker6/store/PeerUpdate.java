package io.github.tracker6.store;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;

/**
 * What a store needs of an announce that was accepted: who, in which swarm, and what shall be sampled. A reusable
 * message; not thread-safe.
 */
public final class PeerUpdate {
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
     * Sets what links the endpoints of one host in this swarm: a keyed hash of info hash, peer id and key.
     *
     * @param hostTag any number, of which a store may keep the upper 40 bits or more; 0 for an endpoint that nothing
     *     links
     */
    public PeerUpdate hostTag(long hostTag) {
        this.hostTag = hostTag;
        return this;
    }

    /** Returns what links the endpoints of one host in this swarm, or 0. */
    public long hostTag() {
        return hostTag;
    }

    /** Sets the role. */
    public PeerUpdate role(PeerRole role) {
        this.role = role;
        return this;
    }

    /** Returns the role. */
    public PeerRole role() {
        return role;
    }

    /** Says whether the endpoint leaves the swarm. It then gets no peers. */
    public PeerUpdate stopped(boolean stopped) {
        this.stopped = stopped;
        return this;
    }

    /** Returns whether the endpoint leaves the swarm. */
    public boolean stopped() {
        return stopped;
    }

    /** Says whether the host just finished, which counts once per host. */
    public PeerUpdate completed(boolean completed) {
        this.completed = completed;
        return this;
    }

    /** Returns whether the host just finished. */
    public boolean completed() {
        return completed;
    }

    /**
     * Sets how many peers are wanted.
     *
     * @param numWant 0 or more
     */
    public PeerUpdate numWant(int numWant) {
        this.numWant = numWant;
        return this;
    }

    /**
     * Returns how many peers of the announce's own family are wanted at most. Where {@link #bothFamilies()}, peers of
     * the other family come in addition, see {@link PeerSelection#otherFamilyAllowance}.
     */
    public int numWant() {
        return numWant;
    }

    /** Sets which endpoints are preferred. */
    public PeerUpdate policy(FamilyPolicy policy) {
        this.policy = policy;
        return this;
    }

    /** Returns which endpoints are preferred. */
    public FamilyPolicy policy() {
        return policy;
    }

    /** Says whether the answer can carry both families. */
    public PeerUpdate bothFamilies(boolean bothFamilies) {
        this.bothFamilies = bothFamilies;
        return this;
    }

    /** Returns whether the answer can carry both families. */
    public boolean bothFamilies() {
        return bothFamilies;
    }

    /** Says whether the client makes a plausible claim to an address of the other family. */
    public PeerUpdate claimsOtherFamily(boolean claimsOtherFamily) {
        this.claimsOtherFamily = claimsOtherFamily;
        return this;
    }

    /** Returns whether the client makes a plausible claim to an address of the other family. */
    public boolean claimsOtherFamily() {
        return claimsOtherFamily;
    }

    /** Says whether the host has been there for a while and says that it moved no data yet. */
    public PeerUpdate stalled(boolean stalled) {
        this.stalled = stalled;
        return this;
    }

    /** Returns whether the host has been there for a while and says that it moved no data yet. */
    public boolean stalled() {
        return stalled;
    }

    /** Says whether this repeats an announce that was recorded a moment ago, only to sample anew. */
    public PeerUpdate repeated(boolean repeated) {
        this.repeated = repeated;
        return this;
    }

    /**
     * Returns whether this repeats an announce that was recorded a moment ago, only to sample anew: an endpoint that is
     * gone by now stays away and gets no peers.
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
}
