package io.github.tracker6.benchmarks.redis;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.PeerRole;
import io.github.tracker6.store.PeerUpdate;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The layout that known trackers use in Redis: for each swarm, family and role a hash of peers and the times at which
 * they were seen, and a set of swarms. An answer has random fields of the hashes. All commands of an announce are sent
 * at once, which is faster than what those trackers do.
 */
final class CommonLayout implements Contender {
    private static final byte[] SWARMS = bytes("swarms");
    private static final byte[] DOWNLOADS = bytes("downloads");

    private final Connection connection;

    CommonLayout(RedisURI uri) {
        this.connection = new Connection(uri);
    }

    @Override
    public Sender newSender() {
        return new Sender() {
            private List<CompletableFuture<List<byte[]>>> samples = List.of();

            @Override
            public CompletionStage<?> send(PeerUpdate update) {
                samples = new ArrayList<>();
                return CommonLayout.this.send(update, samples);
            }

            @Override
            public int peersInLastAnswer() {
                int sum = 0;
                for (CompletableFuture<List<byte[]>> sample : samples) {
                    sum += sample.join().size();
                }
                return Math.min(50, sum);
            }
        };
    }

    @SuppressWarnings("FutureReturnValueIgnored") // replies arrive in order, so the last one ends the announce
    private CompletionStage<?> send(PeerUpdate update, List<CompletableFuture<List<byte[]>>> samples) {
        RedisAsyncCommands<byte[], byte[]> async = connection.async();
        byte[] infoHash = Population.infoHash(update).toBytes();
        byte[] seeders = key(update.family(), 'S', infoHash);
        byte[] leechers = key(update.family(), 'L', infoHash);
        boolean seeds = update.role() == PeerRole.SEEDER;
        byte[] own = seeds ? seeders : leechers;
        byte[] other = seeds ? leechers : seeders;
        byte[] peer = peer(update);
        if (update.stopped()) {
            async.hdel(own, peer);
        } else {
            if (update.completed()) {
                async.hdel(other, peer);
                async.hincrby(DOWNLOADS, infoHash, 1);
            }
            async.hset(own, peer, bytes(Long.toString(update.nowMillis() / 1_000)));
            async.sadd(SWARMS, infoHash);
            if (!seeds) {
                sample(async, seeders, update, samples);
            }
            sample(async, leechers, update, samples);
        }
        async.hlen(seeders);
        async.hlen(leechers);
        return async.hget(DOWNLOADS, infoHash);
    }

    private static void sample(
            RedisAsyncCommands<byte[], byte[]> async,
            byte[] key,
            PeerUpdate update,
            List<CompletableFuture<List<byte[]>>> samples) {
        samples.add(async.hrandfield(key, update.numWant()).toCompletableFuture());
    }

    private static byte[] key(AddressFamily family, char role, byte[] infoHash) {
        return ByteBuffer.allocate(4 + infoHash.length)
                .put((byte) (family == AddressFamily.IPV6 ? '6' : '4'))
                .put((byte) '_')
                .put((byte) role)
                .put((byte) '_')
                .put(infoHash)
                .array();
    }

    /** Peer id, port and address. */
    private static byte[] peer(PeerUpdate update) {
        boolean ipv6 = update.family() == AddressFamily.IPV6;
        ByteBuffer peer = ByteBuffer.allocate(ipv6 ? 38 : 26)
                .putLong(0x2d54364c3030312dL)
                .putLong(update.hostTag())
                .putInt((int) (update.hostTag() >>> 32))
                .putShort((short) update.port());
        if (ipv6) {
            peer.putLong(update.addressHigh()).putLong(update.addressLow());
        } else {
            peer.putInt((int) update.addressLow());
        }
        return peer.array();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        connection.close();
    }
}
