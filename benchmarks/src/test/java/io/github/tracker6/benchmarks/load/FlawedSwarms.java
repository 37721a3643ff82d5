package io.github.tracker6.benchmarks.load;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The swarms of a test tracker, which is correct except for one flaw. Not thread-safe. */
final class FlawedSwarms {
    private static final int PERIOD = 5;

    private final Flaw flaw;
    private final Map<String, Map<ByteBuffer, Boolean>> swarms = new HashMap<>();
    private final Map<String, Set<ByteBuffer>> stopped = new HashMap<>();
    private int answers;

    FlawedSwarms(Flaw flaw) {
        this.flaw = flaw;
    }

    /** An answer, with peers in compact form. */
    record Reply(boolean flawed, int interval, int seeders, int leechers, ByteBuffer peers) {}

    static ByteBuffer endpoint(InetAddress address, int port) {
        byte[] bytes = address.getAddress();
        return ByteBuffer.allocate(bytes.length + 2)
                .put(bytes)
                .putShort((short) port)
                .flip();
    }

    Reply announce(String hash, ByteBuffer self, boolean seeder, boolean stops, int numWant) {
        Map<ByteBuffer, Boolean> swarm = swarms.computeIfAbsent(hash, unused -> new LinkedHashMap<>());
        Set<ByteBuffer> gone = stopped.computeIfAbsent(hash, unused -> new HashSet<>());
        List<ByteBuffer> peers = new ArrayList<>();
        if (stops) {
            swarm.remove(self);
            gone.add(self);
        } else {
            swarm.put(self, seeder);
            gone.remove(self);
            swarm.keySet().stream()
                    .filter(peer -> !peer.equals(self))
                    .limit(numWant)
                    .forEach(peers::add);
        }
        boolean flawed = !stops && ++answers % PERIOD == 0;
        int seeders = (int) swarm.values().stream().filter(each -> each).count();
        int leechers = swarm.size() - seeders;
        if (flawed) {
            addFlaw(peers, self, swarm, gone);
            seeders = flaw == Flaw.NEGATIVE_COUNT ? -1 : flaw == Flaw.HUGE_COUNT ? 1_000_000 : seeders;
        }
        return new Reply(flawed, flawed && flaw == Flaw.ZERO_INTERVAL ? 0 : 1_800, seeders, leechers, bytes(peers));
    }

    private void addFlaw(
            List<ByteBuffer> peers, ByteBuffer self, Map<ByteBuffer, Boolean> swarm, Set<ByteBuffer> gone) {
        switch (flaw) {
            case HANDS_OUT_REQUESTER -> replaceFirst(peers, self);
            case HANDS_OUT_STRANGER ->
                replaceFirst(peers, ByteBuffer.allocate(self.capacity()).put(0, (byte) 9));
            case HANDS_OUT_STOPPED -> gone.stream().findAny().ifPresent(each -> replaceFirst(peers, each));
            case HANDS_OUT_TWICE -> peers.stream().skip(1).findFirst().ifPresent(each -> replaceFirst(peers, each));
            case HANDS_OUT_TOO_MANY -> {
                peers.clear();
                swarm.keySet().stream().filter(peer -> !peer.equals(self)).forEach(peers::add);
            }
            case HANDS_OUT_TOO_FEW -> peers.clear();
            case OTHER_STRIDE -> {
                peers.clear();
                peers.add(ByteBuffer.allocate(self.capacity() == 6 ? 18 : 6));
            }
            case BROKEN_STRIDE -> peers.add(ByteBuffer.allocate(5));
            default -> {}
        }
    }

    private static void replaceFirst(List<ByteBuffer> peers, ByteBuffer peer) {
        if (!peers.isEmpty()) {
            peers.set(0, peer);
        }
    }

    private static ByteBuffer bytes(List<ByteBuffer> peers) {
        ByteBuffer bytes = ByteBuffer.allocate(
                peers.stream().mapToInt(ByteBuffer::capacity).sum());
        peers.forEach(peer -> bytes.put(peer.duplicate().clear()));
        return bytes.flip();
    }

    /** Returns complete, downloaded and incomplete. */
    int[] scrape(String hash) {
        Map<ByteBuffer, Boolean> swarm = swarms.getOrDefault(hash, Map.of());
        int seeders = (int) swarm.values().stream().filter(each -> each).count();
        int forgotten = flaw == Flaw.FORGETS_PEERS_IN_SCRAPE ? 1 : 0;
        return new int[] {seeders, 0, swarm.size() - seeders - forgotten};
    }
}
