package io.github.tracker6;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The info hashes of a scrape and the counts of their swarms (BEP 48; BEP 15, "Scrape"). Order and repeats are kept. A
 * reusable message like {@code AnnounceRequest}. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class ScrapeBatch {
    private static final int INITIAL_ENTRIES = 8;
    private static final int COUNTS = 11;

    private final CompletableFuture<ScrapeBatch> done = CompletableFuture.completedFuture(this);
    private long[] hashes = new long[2 * INITIAL_ENTRIES];
    private int[] hashTails = new int[INITIAL_ENTRIES];
    private int[] counts = new int[COUNTS * INITIAL_ENTRIES];
    private State[] states = new State[INITIAL_ENTRIES];
    private int size;
    private @Nullable Rejection rejection;
    private @Nullable String path;
    private @Nullable String passkey;
    private @Nullable String token;

    private enum State {
        ASKED,
        LISTED,
        FOUND,
        HIDDEN
    }

    /** Makes an empty batch. */
    public ScrapeBatch() {}

    /**
     * Removes all info hashes and counts, path, passkey and token.
     *
     * @return this
     */
    public ScrapeBatch reset() {
        size = 0;
        rejection = null;
        path = null;
        passkey = null;
        token = null;
        return this;
    }

    /** Appends an info hash from its bits, see {@link InfoHash#of}. */
    public ScrapeBatch add(long head, long middle, int tail) {
        if (size == hashTails.length) {
            hashes = Arrays.copyOf(hashes, 4 * size);
            hashTails = Arrays.copyOf(hashTails, 2 * size);
            counts = Arrays.copyOf(counts, 2 * COUNTS * size);
            states = Arrays.copyOf(states, 2 * size);
        }
        hashes[2 * size] = head;
        hashes[2 * size + 1] = middle;
        hashTails[size] = tail;
        states[size] = State.ASKED;
        Arrays.fill(counts, COUNTS * size, COUNTS * (size + 1), 0);
        size++;
        return this;
    }

    /** Appends an info hash. */
    public ScrapeBatch add(InfoHash infoHash) {
        return add(infoHash.head(), infoHash.middle(), infoHash.tail());
    }

    /**
     * Sets the path that the client asked for, as the client sent it, over HTTP without a slash at the end. It may hold a
     * passkey.
     *
     * @param path such as {@code /KEY/scrape}; null over UDP, whose scrapes have none
     */
    public ScrapeBatch path(@Nullable String path) {
        this.path = path;
        return this;
    }

    /** Returns the path that the client asked for, such as {@code /KEY/scrape}, or null. Do not log it. */
    public @Nullable String path() {
        return path;
    }

    /**
     * Sets the passkey that the query of the client's URL holds, as in {@code /scrape?passkey=KEY}.
     *
     * @param passkey percent-decoded, each byte as one character; null if there is none
     */
    public ScrapeBatch passkey(@Nullable String passkey) {
        this.passkey = passkey;
        return this;
    }

    /** Returns the passkey that the query of the client's URL holds, or null. Do not log it. */
    public @Nullable String passkey() {
        return passkey;
    }

    /**
     * Sets the token that the query of the client's URL holds, as in {@code /scrape?token=TOKEN}.
     *
     * @param token percent-decoded, each byte as one character; null if there is none
     */
    public ScrapeBatch token(@Nullable String token) {
        this.token = token;
        return this;
    }

    /** Returns the token that the query of the client's URL holds, or null. Do not log it. */
    public @Nullable String token() {
        return token;
    }

    /** Returns the number of info hashes. */
    public int size() {
        return size;
    }

    /** Returns the info hash at an index, as a new object. */
    public InfoHash infoHash(int index) {
        return InfoHash.of(hashHead(index), hashMiddle(index), hashTail(index));
    }

    /** Returns bytes 0 to 7 of the info hash at an index, big-endian. */
    public long hashHead(int index) {
        return hashes[2 * checked(index)];
    }

    /** Returns bytes 8 to 15 of the info hash at an index, big-endian. */
    public long hashMiddle(int index) {
        return hashes[2 * checked(index) + 1];
    }

    /** Returns bytes 16 to 19 of the info hash at an index, big-endian. */
    public int hashTail(int index) {
        return hashTails[checked(index)];
    }

    /**
     * Lists an info hash: it is known, with counts of 0 if no swarm of it is found. Leaves a hidden one hidden. For
     * interceptors that hold a list of torrents, so that a torrent without a peer is answered as one that is served.
     */
    public void list(int index) {
        if (states[checked(index)] == State.ASKED) {
            states[index] = State.LISTED;
        }
    }

    /** Hides an info hash: the store skips it, and it is unknown. For interceptors that guard access. */
    public void hide(int index) {
        states[checked(index)] = State.HIDDEN;
    }

    /** Returns whether an interceptor hid the info hash. */
    public boolean hidden(int index) {
        return states[checked(index)] == State.HIDDEN;
    }

    /**
     * Sets the counts of a swarm, in hosts. From here on it is known.
     *
     * @param complete seeders
     * @param incomplete all others
     * @param downloaded how many hosts ever finished
     * @param downloaders how many of {@code incomplete} are no partial seeds (BEP 21)
     */
    public void setCounts(int index, int complete, int incomplete, int downloaded, int downloaders) {
        states[checked(index)] = State.FOUND;
        int at = COUNTS * index;
        counts[at] = complete;
        counts[at + 1] = incomplete;
        counts[at + 2] = downloaded;
        counts[at + 3] = downloaders;
    }

    /**
     * Sets by which families the hosts of a known swarm are known, for a store that knows nothing of reachability. The sum
     * of the three is {@code complete} plus {@code incomplete}.
     *
     * @param ipv4Hosts hosts known by an IPv4 endpoint only
     * @param ipv6Hosts hosts known by an IPv6 endpoint only
     * @param dualStackHosts hosts known by an endpoint of each family
     */
    public void families(int index, int ipv4Hosts, int ipv6Hosts, int dualStackHosts) {
        families(index, HostCounts.ofFamilies(ipv4Hosts, ipv6Hosts, dualStackHosts));
    }

    /**
     * Sets by which families the hosts of a known swarm are known, and which of them can be reached over IPv6.
     *
     * @param hosts its {@link HostCounts#hosts} is {@code complete} plus {@code incomplete}
     */
    public void families(int index, HostCounts hosts) {
        int at = COUNTS * checked(index);
        counts[at + 4] = (int) hosts.ipv4();
        counts[at + 5] = (int) hosts.ipv6Reached();
        counts[at + 6] = (int) hosts.ipv6NotReached();
        counts[at + 7] = (int) hosts.ipv6Unknown();
        counts[at + 8] = (int) hosts.dualStackReached();
        counts[at + 9] = (int) hosts.dualStackNotReached();
        counts[at + 10] = (int) hosts.dualStackUnknown();
    }

    /** Returns whether the swarm is known, or {@linkplain #list listed}; the counts of one that was not found are 0. */
    public boolean known(int index) {
        State state = states[checked(index)];
        return state == State.FOUND || state == State.LISTED;
    }

    /** Returns the number of seeders. */
    public int complete(int index) {
        return counts[COUNTS * checked(index)];
    }

    /** Returns the number of hosts that are no seeders. */
    public int incomplete(int index) {
        return counts[COUNTS * checked(index) + 1];
    }

    /** Returns how many hosts ever finished. */
    public int downloaded(int index) {
        return counts[COUNTS * checked(index) + 2];
    }

    /** Returns the number of hosts that download (BEP 21, "downloaders"). */
    public int downloaders(int index) {
        return counts[COUNTS * checked(index) + 3];
    }

    /** Returns by which families the hosts are known, and which of them can be reached over IPv6. */
    public HostCounts families(int index) {
        int at = COUNTS * checked(index);
        return new HostCounts(
                counts[at + 4],
                counts[at + 5],
                counts[at + 6],
                counts[at + 7],
                counts[at + 8],
                counts[at + 9],
                counts[at + 10]);
    }

    /** Returns the number of hosts known by an IPv4 endpoint only. */
    public int ipv4Hosts(int index) {
        return counts[COUNTS * checked(index) + 4];
    }

    /** Returns the number of hosts known by an IPv6 endpoint only. */
    public int ipv6Hosts(int index) {
        int at = COUNTS * checked(index);
        return counts[at + 5] + counts[at + 6] + counts[at + 7];
    }

    /** Returns the number of hosts known by an endpoint of each family. */
    public int dualStackHosts(int index) {
        int at = COUNTS * checked(index);
        return counts[at + 8] + counts[at + 9] + counts[at + 10];
    }

    /** Returns a stage that is complete with this batch. A handler that needs no wait returns it. */
    public CompletableFuture<ScrapeBatch> done() {
        return done;
    }

    /**
     * Refuses the whole scrape.
     *
     * @return a stage that is complete with this batch
     */
    public CompletableFuture<ScrapeBatch> reject(Rejection reason) {
        rejection = reason;
        return done;
    }

    /** Returns why the scrape was refused, or null if it was not. */
    public @Nullable Rejection rejection() {
        return rejection;
    }

    /** Returns a line for logs: how many info hashes there are and how many of their swarms are known, or the refusal. */
    @Override
    public String toString() {
        if (rejection != null) {
            return "ScrapeBatch[" + rejection + "]";
        }
        int known = 0;
        for (int i = 0; i < size; i++) {
            known += known(i) ? 1 : 0;
        }
        return "ScrapeBatch[infoHashes=" + size + ", known=" + known + "]";
    }

    private int checked(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("index " + index + " of " + size);
        }
        return index;
    }
}
