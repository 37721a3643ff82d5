package io.github.tracker6.udp;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.engine.TrackerHandler;
import io.github.tracker6.internal.Require;
import io.github.tracker6.internal.SourceRateLimiter;
import io.github.tracker6.internal.SteadyClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Options of a {@link UdpTrackerServer}. Not thread-safe; {@link #build()} may be called repeatedly.
 *
 * @since 0.1.0
 */
public final class UdpTrackerServerBuilder {
    /** The default of {@link #sourceRate}: 50 requests per second. */
    public static final int DEFAULT_SOURCE_RATE = SourceRateLimiter.SOURCE_PER_SECOND;
    /** The default of {@link #sourceRate}: a burst of 500 requests. */
    public static final int DEFAULT_SOURCE_BURST = SourceRateLimiter.SOURCE_BURST;
    /** The default of {@link #prefixRate}: 2,000 requests per second. */
    public static final int DEFAULT_PREFIX_RATE = SourceRateLimiter.PREFIX_PER_SECOND;
    /** The default of {@link #prefixRate}: a burst of 20,000 requests. */
    public static final int DEFAULT_PREFIX_BURST = SourceRateLimiter.PREFIX_BURST;
    /**
     * The default and the maximum of {@link #maxReplyBytes}: 1,232 bytes, which every IPv6 path carries in one packet.
     */
    public static final int DEFAULT_MAX_REPLY_BYTES = 1_232;
    /** The default and the maximum of {@link #scrapeLimit}: 74 info hashes (BEP 15, "Scrape"). */
    public static final int DEFAULT_SCRAPE_LIMIT = 74;
    /** The default of {@link #maxPending}: 4,096 requests. */
    public static final int DEFAULT_MAX_PENDING = 4_096;
    /** The default of {@link #receiveBufferBytes}: 4 MiB. */
    public static final int DEFAULT_RECEIVE_BUFFER_BYTES = 4 << 20;
    /** The maximum of {@link #workers}: 256 threads per address. */
    public static final int MAX_WORKERS = 256;

    private static final int MIN_REPLY_BYTES = 548;
    private static final int MAX_PEERS_IPV4 = 200;

    final TrackerHandler tracker;
    final List<Supplier<InetSocketAddress>> addresses = new ArrayList<>();
    int workers = Math.min(MAX_WORKERS, Runtime.getRuntime().availableProcessors());
    boolean lan;
    long connectionKey0;
    long connectionKey1;
    LongSupplier clockMillis = SteadyClock.start()::millis;
    int maxPending = DEFAULT_MAX_PENDING;
    int receiveBufferBytes = DEFAULT_RECEIVE_BUFFER_BYTES;
    UdpTransport transport = UdpTransport.AUTO;
    LocalAddresses localAddresses = LocalAddresses.ofHost();
    private final SecureRandom random = new SecureRandom();
    private boolean rateLimit = true;
    private SourceRateLimiter.Rate sourceRate = new SourceRateLimiter.Rate(DEFAULT_SOURCE_RATE, DEFAULT_SOURCE_BURST);
    private SourceRateLimiter.Rate prefixRate = new SourceRateLimiter.Rate(DEFAULT_PREFIX_RATE, DEFAULT_PREFIX_BURST);
    private int maxReplyBytes = DEFAULT_MAX_REPLY_BYTES;
    private int scrapeLimit = DEFAULT_SCRAPE_LIMIT;

    UdpTrackerServerBuilder(TrackerHandler tracker) {
        this.tracker = Objects.requireNonNull(tracker, "tracker");
        this.connectionKey0 = random.nextLong();
        this.connectionKey1 = random.nextLong();
    }

    /**
     * Adds an address to listen on; at least one is needed.
     *
     * <p>{@code [::]} means every IPv6 and IPv4 address of the host, {@code 0.0.0.0} every IPv4 address. Note that
     * {@code new InetSocketAddress(port)} is {@code 0.0.0.0} on most JVMs.
     *
     * <p>A reply must leave from the address that was asked, or the client drops it. {@link UdpTransport#NATIVE} serves
     * a wildcard with one socket. {@link UdpTransport#NIO} opens sockets on each local address instead, and notices new
     * and lost addresses within seconds. On a host with many addresses, name those to serve.
     *
     * @param address resolved; port 0 takes a free port, the same for all addresses with port 0
     * @throws IllegalArgumentException if the address is not resolved
     */
    public UdpTrackerServerBuilder bind(InetSocketAddress address) {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("address " + address + " is not resolved");
        }
        addresses.add(() -> address);
        return this;
    }

    /**
     * Adds an address whose port is known at the start only, such as that of an HTTP server that took a free one. What
     * {@link #bind(InetSocketAddress)} says holds for it too.
     *
     * @param port called once at each start; returns 0 to 65,535
     */
    public UdpTrackerServerBuilder bind(InetAddress address, IntSupplier port) {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(port, "port");
        addresses.add(() -> new InetSocketAddress(address, port.getAsInt()));
        return this;
    }

    /**
     * Sets how many threads receive on each address, each with a socket of its own. The kernel spreads the clients over
     * them if it has SO_REUSEPORT; if not, there is one thread per address.
     *
     * @param workers 1 to {@link #MAX_WORKERS}; default: the number of processors
     */
    public UdpTrackerServerBuilder workers(int workers) {
        this.workers = Require.range("workers", workers, 1, MAX_WORKERS);
        return this;
    }

    /**
     * Sets the transport; default {@link UdpTransport#AUTO}. {@link UdpTrackerServer#transport()} and the log say which
     * one is in use.
     */
    public UdpTrackerServerBuilder transport(UdpTransport transport) {
        this.transport = Objects.requireNonNull(transport, "transport");
        return this;
    }

    /** Sets whether peers with addresses of a LAN scope are admitted, see {@code AddressScope}; default false. */
    public UdpTrackerServerBuilder lan(boolean lan) {
        this.lan = lan;
        return this;
    }

    /**
     * Sets whether the requests of one source are limited; default true. Requests past the limit get no reply. Turn it
     * off for load tests, and if very many clients share an address behind NAT64 or a carrier's NAT.
     */
    public UdpTrackerServerBuilder rateLimit(boolean rateLimit) {
        this.rateLimit = rateLimit;
        return this;
    }

    /**
     * Sets how many requests of one IPv4 address or one IPv6 /64 are answered.
     *
     * @param perSecond 1 to 1,000,000; default {@link #DEFAULT_SOURCE_RATE}
     * @param burst how many may come at once after a pause, 1 to 1,000,000; default {@link #DEFAULT_SOURCE_BURST}
     */
    public UdpTrackerServerBuilder sourceRate(int perSecond, int burst) {
        this.sourceRate = new SourceRateLimiter.Rate(perSecond, burst);
        return this;
    }

    /**
     * Sets how many requests of one IPv6 /48 are answered.
     *
     * @param perSecond 1 to 1,000,000; default {@link #DEFAULT_PREFIX_RATE}
     * @param burst how many may come at once after a pause, 1 to 1,000,000; default {@link #DEFAULT_PREFIX_BURST}
     */
    public UdpTrackerServerBuilder prefixRate(int perSecond, int burst) {
        this.prefixRate = new SourceRateLimiter.Rate(perSecond, burst);
        return this;
    }

    /**
     * Sets the secret key of the connection ids. Servers behind one address need the same key, and clocks that agree to
     * within seconds.
     *
     * @param key0 bytes 0 to 7 of the key, little-endian; default: random
     * @param key1 bytes 8 to 15 of the key, little-endian; default: random
     */
    public UdpTrackerServerBuilder connectionKey(long key0, long key1) {
        this.connectionKey0 = key0;
        this.connectionKey1 = key1;
        return this;
    }

    /**
     * Sets the clock for the expiry of connection ids and for rates. Default: starts at the wall clock's time and is
     * monotonic.
     */
    public UdpTrackerServerBuilder clock(Clock clock) {
        this.clockMillis = clock::millis;
        return this;
    }

    /**
     * Sets how long a reply may be, in bytes of UDP payload.
     *
     * @param maxReplyBytes 548 to {@link #DEFAULT_MAX_REPLY_BYTES}; default {@link #DEFAULT_MAX_REPLY_BYTES}, which
     *     holds 67 IPv6 or 200 IPv4 peers
     */
    public UdpTrackerServerBuilder maxReplyBytes(int maxReplyBytes) {
        this.maxReplyBytes = Require.range("maxReplyBytes", maxReplyBytes, MIN_REPLY_BYTES, DEFAULT_MAX_REPLY_BYTES);
        return this;
    }

    /**
     * Sets how many info hashes of one scrape are answered; further ones are ignored (BEP 15, "Scrape").
     *
     * @param scrapeLimit 1 to {@link #DEFAULT_SCRAPE_LIMIT}; default {@link #DEFAULT_SCRAPE_LIMIT}; fewer if a reply of
     *     {@link #maxReplyBytes} bytes has no room for so many
     */
    public UdpTrackerServerBuilder scrapeLimit(int scrapeLimit) {
        this.scrapeLimit = Require.range("scrapeLimit", scrapeLimit, 1, DEFAULT_SCRAPE_LIMIT);
        return this;
    }

    /**
     * Sets how many requests may wait for the store at a time. Further requests are dropped.
     *
     * @param maxPending 1 to 65,536; default {@link #DEFAULT_MAX_PENDING}; each takes about 4 KiB
     */
    public UdpTrackerServerBuilder maxPending(int maxPending) {
        this.maxPending = Require.range("maxPending", maxPending, 1, 65_536);
        return this;
    }

    /**
     * Sets the size of each socket's receive buffer (SO_RCVBUF), which absorbs bursts. The kernel caps it: on Linux at
     * {@code net.core.rmem_max}, by default 208 KiB. The server logs it if the kernel grants less.
     *
     * @param receiveBufferBytes 65,536 to 1 GiB; default {@link #DEFAULT_RECEIVE_BUFFER_BYTES}
     */
    public UdpTrackerServerBuilder receiveBufferBytes(int receiveBufferBytes) {
        this.receiveBufferBytes = Require.range("receiveBufferBytes", receiveBufferBytes, 1 << 16, 1 << 30);
        return this;
    }

    /** Sets what lists the host's addresses; default: its network interfaces. */
    UdpTrackerServerBuilder localAddresses(LocalAddresses localAddresses) {
        this.localAddresses = localAddresses;
        return this;
    }

    /**
     * Returns a server that is not started. Does no I/O: {@link UdpTrackerServer#start()} opens sockets and tries out
     * the native transport.
     *
     * @throws IllegalArgumentException if there is no address to listen on
     */
    public UdpTrackerServer build() {
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("no address to bind");
        }
        return new UdpTrackerServer(this);
    }

    @Nullable
    SourceRateLimiter newRateLimiter() {
        return rateLimit ? new SourceRateLimiter(random.nextLong(), random.nextLong(), sourceRate, prefixRate) : null;
    }

    int peersLimit(AddressFamily family) {
        int fitting = (maxReplyBytes - UdpWire.ANNOUNCE_REPLY_HEAD_BYTES) / family.endpointBytes();
        return Math.min(MAX_PEERS_IPV4, fitting);
    }

    int effectiveScrapeLimit() {
        return Math.min(scrapeLimit, (maxReplyBytes - UdpWire.REPLY_HEADER_BYTES) / UdpWire.SCRAPE_ENTRY_BYTES);
    }
}
