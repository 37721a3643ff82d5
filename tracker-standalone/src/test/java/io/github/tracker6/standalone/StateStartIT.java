package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.InfoHash;
import io.github.tracker6.store.HostKey;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.github.tracker6.store.memory.SwarmFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How soon the program serves what {@code --state} holds. */
@Tag("long")
@Timeout(120)
class StateStartIT {
    private static final int PEERS = 1_000_000;
    private static final int SWARMS = 100_000;

    /**
     * Other programs use the processors as well, so time on the clock says little. With two processors of its own, the program
     * serves after about 2 s: its main thread uses as much CPU, and the compiler runs beside it. Beside other builds the same
     * work took 6.7 s of CPU, since two threads of one core slow each other down.
     */
    private static final Duration CPU_LIMIT = Duration.ofSeconds(9);

    @TempDir
    Path folder;

    @Test
    void aMillionPeersAreServedSoonAfterTheStart() throws IOException, InterruptedException {
        Path state = Files.createDirectory(folder.resolve("state"));
        try (MemorySwarmStore store =
                MemorySwarmStore.builder().fairShares(false).build()) {
            fill(store);
            SwarmFile.at(state.resolve("swarms")).save(store, new HostKey(1, 2));
        }
        long start = System.nanoTime();
        try (ProgramProcess program = ProgramProcess.start(
                folder, Map.of(), "--http=[::1]:0", "--no-udp", "--no-fair-shares", "--state=" + state)) {
            WireClient client = new WireClient(program.addresses(1).get(0));
            String answer = client.announceOverHttp(torrent(7), 7_001);
            Duration cpu = program.cpuTime();
            System.out.printf(
                    "A million peers: served after %.1f s on the clock, %.1f s of CPU%n",
                    (System.nanoTime() - start) / 1e9, cpu.toMillis() / 1e3);
            int others = PEERS / SWARMS;
            assertThat(answer).contains("10:incompletei" + (others + 1) + "e", "6:peers6" + 18 * others + ":");
            assertThat(client.announceOverHttp(torrent(SWARMS - 1), 7_001))
                    .contains("10:incompletei" + (others + 1) + "e");
            assertThat(program.logged("Loaded " + SWARMS + " swarms with " + PEERS + " endpoints"))
                    .hasSize(1);
            assertThat(cpu).isLessThan(CPU_LIMIT);
            program.signal("KILL");
            program.status();
        }
    }

    private static void fill(MemorySwarmStore store) {
        PeerUpdate update = new PeerUpdate();
        AnnounceResponse response = new AnnounceResponse();
        long now = System.currentTimeMillis();
        for (int peer = 0; peer < PEERS; peer++) {
            update.infoHash(torrent(peer % SWARMS))
                    .endpoint(AddressFamily.IPV6, (0x2a00L << 48) + peer, peer, 6_881)
                    .hostTag((peer + 1L) * 0x9e37_79b9_7f4a_7c15L)
                    .nowMillis(now);
            assertThat(store.announce(update, response.reset())).isSameAs(response.done());
        }
    }

    private static InfoHash torrent(int number) {
        long mixed = (number + 1L) * 0x9e37_79b9_7f4a_7c15L;
        return InfoHash.of(mixed, ~mixed, number);
    }
}
