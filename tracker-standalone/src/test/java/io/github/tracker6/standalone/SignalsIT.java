package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.InfoHash;
import io.github.tracker6.metainfo.Metainfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Signals to the program, as a process of its own. */
@Tag("long")
@Timeout(900)
class SignalsIT {
    private static final String HEAD = "http: '[::1]:0'\nno-udp: true\nno-rate-limit: true\n";
    private static final InfoHash ONE = InfoHash.of(1, 1, 1);
    private static final InfoHash TWO = InfoHash.of(2, 2, 2);

    @TempDir
    Path folder;

    @Test
    void listThatLostItsMostIsTakenWhenTheOperatorSaysSo() throws IOException, InterruptedException {
        Path deny = Files.writeString(folder.resolve("deny.txt"), ONE + "\n" + TWO + "\n");
        try (ProgramProcess program = ProgramProcess.start(
                folder, Map.of(), "--http=[::1]:0", "--no-udp", "--no-rate-limit", "--deny=" + deny)) {
            WireClient client = new WireClient(program.addresses(1).get(0));
            assertThat(client.isRefused(ONE)).isTrue();

            Files.writeString(deny, "");
            program.await(() -> program.logged("lost more than half of its 2 info hashes")
                    .findAny()
                    .isPresent());
            assertThat(client.isRefused(ONE)).isTrue();

            program.signal("HUP");
            program.await(() -> !client.isRefused(ONE));
            program.await(() -> program.logged("deny.txt again: 0 info hashes").count() == 1);

            program.signal("HUP");
            program.await(
                    () -> program.logged("deny.txt is as it was: 0").findAny().isPresent());
            assertThat(program.stop()).isZero();
        }
    }

    @Test
    void programWithoutListsGoesOn() throws IOException, InterruptedException {
        try (ProgramProcess program = ProgramProcess.start(folder, Map.of(), "--http", "[::1]:0", "--no-udp")) {
            WireClient client = new WireClient(program.addresses(1).get(0));

            program.signal("HUP");
            program.await(() -> program.logged("There is nothing to read again: no configuration file, list")
                    .findAny()
                    .isPresent());
            assertThat(client.isRefused(ONE)).isFalse();
            assertThat(program.stop()).isZero();
            assertThat(program.logged("Stopping: requests under way are answered"))
                    .hasSize(1);
        }
    }

    @Test
    void configurationIsReadAgainAndTakenAsAWholeOrNotAtAll() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("one.txt"), ONE + "\n");
        Files.writeString(folder.resolve("two.txt"), TWO + "\n");
        Path config = Files.writeString(folder.resolve("tracker6.yaml"), HEAD + "allow: one.txt\n");
        try (ProgramProcess program = ProgramProcess.start(folder, Map.of(), "--config=" + config)) {
            WireClient client = new WireClient(program.addresses(1).get(0));
            assertThat(client.isRefused(ONE)).isFalse();
            assertThat(client.isRefused(TWO)).isTrue();

            Files.writeString(config, HEAD + "allow: two.txt\ninterval: 45m\nnumwant: 7\n");
            program.signal("HUP");
            program.await(() -> program.logged("in force only after a restart: --interval, --numwant;"
                            + " until then the values of the start hold")
                    .findAny()
                    .isPresent());
            assertThat(program.logged("--allow is " + folder.resolve("two.txt") + " now: 1 info hashes"))
                    .hasSize(1);
            assertThat(client.isRefused(ONE)).isTrue();
            assertThat(client.isRefused(TWO)).isFalse();

            // The list is right, and the deny list is not: neither is taken.
            Files.writeString(config, HEAD + "allow: one.txt\ndeny: missing.txt\n");
            program.signal("HUP");
            program.await(() -> program.logged("Nothing is taken, all stays as it was: " + config + ": line 5: --deny: "
                            + folder.resolve("missing.txt") + ": no such file")
                    .findAny()
                    .isPresent());
            assertThat(client.isRefused(ONE)).isTrue();

            Files.writeString(config, HEAD + "allow: one.txt\nnonsense: 1\n");
            program.signal("HUP");
            program.await(() -> program.logged(
                            "Nothing is taken, all stays as it was: " + config + ": line 5: unknown key 'nonsense'")
                    .findAny()
                    .isPresent());
            assertThat(client.isRefused(ONE)).isTrue();

            // Back to what is in force, but without the list: the tracker does not open itself.
            Files.writeString(config, HEAD);
            program.signal("HUP");
            program.await(
                    () -> program.logged("in force only after a restart: --allow; until then the values of the start"
                                    + " hold, but for --allow that of a reload")
                            .findAny()
                            .isPresent());
            assertThat(client.isRefused(ONE)).isTrue();

            Files.writeString(config, HEAD + "allow: two.txt\n");
            program.signal("HUP");
            program.await(() ->
                    program.logged("The configuration is as it was").findAny().isPresent());
            assertThat(program.stop()).isZero();
        }
    }

    @Test
    void otherFoldersOfTorrentsAreTakenAsAWholeOrNotAtAll() throws IOException, InterruptedException {
        Metainfo first = TorrentFolders.torrent("first", false);
        Metainfo hybrid = TorrentFolders.torrent("hybrid", true);
        Path one = Files.createDirectory(folder.resolve("one"));
        Path two = Files.createDirectory(folder.resolve("two"));
        first.writeTo(one.resolve("first.torrent"));
        hybrid.writeTo(two.resolve("hybrid.torrent"));
        Files.writeString(folder.resolve("allow.txt"), ONE + "\n");
        Path config = Files.writeString(folder.resolve("tracker6.yaml"), HEAD + "torrents: one\nstate: state\n");
        try (ProgramProcess program = ProgramProcess.start(folder, Map.of(), "--config=" + config)) {
            WireClient client = new WireClient(program.addresses(1).get(0));
            assertThat(client.isRefused(first.infoHashes().get(0))).isFalse();
            assertThat(hybrid.infoHashes()).allMatch(client::isRefused);

            Files.writeString(config, HEAD + "torrents: [one, two]\nstate: state\n");
            program.signal("HUP");
            program.await(
                    () -> program.logged("--torrents is " + one + ", " + two + " now: 2 torrents (1 hybrid) of 2 files")
                            .findAny()
                            .isPresent());
            assertThat(client.isRefused(first.infoHashes().get(0))).isFalse();
            assertThat(hybrid.infoHashes()).noneMatch(client::isRefused);

            Files.writeString(config, HEAD + "torrents: [two, missing]\nstate: state\n");
            program.signal("HUP");
            program.await(() -> program.logged("Nothing is taken, all stays as it was: " + config
                            + ": line 4: --torrents: " + folder.resolve("missing") + ": no such folder")
                    .findAny()
                    .isPresent());
            assertThat(client.isRefused(first.infoHashes().get(0))).isFalse();

            // A list beside the folders needs a restart: then the folders alone are taken.
            Files.writeString(config, HEAD + "torrents: two\nstate: state\nallow: allow.txt\n");
            program.signal("HUP");
            program.await(() -> program.logged("in force only after a restart: --allow;")
                    .findAny()
                    .isPresent());
            assertThat(client.isRefused(first.infoHashes().get(0))).isTrue();
            assertThat(hybrid.infoHashes()).noneMatch(client::isRefused);

            // Without folders: the tracker does not open itself.
            Files.writeString(config, HEAD + "state: state\n");
            program.signal("HUP");
            program.await(() -> program.logged("in force only after a restart: --torrents; until then the values of the"
                            + " start hold, but for --torrents that of a reload")
                    .findAny()
                    .isPresent());
            assertThat(hybrid.infoHashes()).noneMatch(client::isRefused);
            assertThat(client.isRefused(ONE)).isTrue();
            assertThat(program.stop()).isZero();
        }
        try (ProgramProcess program = ProgramProcess.start(
                folder,
                Map.of(),
                "--http=[::1]:0",
                "--no-udp",
                "--torrents=" + two,
                "--state=" + folder.resolve("state"))) {
            program.addresses(1);
            assertThat(program.logged("Tracking 1 torrents (1 hybrid) of 1 files in " + two))
                    .hasSize(1);
            assertThat(program.logged("other folders")).isEmpty();
            assertThat(program.stop()).isZero();
        }
    }

    @Test
    void hangUpEndsTheProgramNeitherAtItsStartNorAtItsEnd() throws IOException, InterruptedException {
        Path config = Files.writeString(folder.resolve("tracker6.yaml"), HEAD);
        try (ProgramProcess program = ProgramProcess.start(folder, Map.of(), "--config=" + config)) {
            program.await(
                    () -> program.logged("HTTP tracker listens on").findAny().isPresent());
            for (int i = 0; i < 10; i++) {
                program.signal("HUP");
                program.signal("USR1");
            }
            WireClient client = new WireClient(program.addresses(1).get(0));
            program.await(() ->
                    program.logged("The configuration is as it was").findAny().isPresent());
            assertThat(client.isRefused(ONE)).isFalse();

            program.signal("TERM");
            for (int i = 0; i < 10 && program.trySignal("HUP"); i++) {
                program.trySignal("USR1");
            }
            assertThat(program.status()).isZero();
            assertThat(program.logged("Reading again failed")).isEmpty();
        }
    }

    @Test
    void listThatIsHeldBackIsNotTakenIfTheOtherListIsBroken() throws IOException, InterruptedException {
        InfoHash three = InfoHash.of(3, 3, 3);
        Path allow = Files.writeString(folder.resolve("allow.txt"), ONE + "\n" + TWO + "\n" + three + "\n");
        Path deny = Files.writeString(folder.resolve("deny.txt"), three + "\n");
        try (ProgramProcess program = ProgramProcess.start(
                folder,
                Map.of(),
                "--http=[::1]:0",
                "--no-udp",
                "--no-rate-limit",
                "--allow=" + allow,
                "--deny=" + deny)) {
            WireClient client = new WireClient(program.addresses(1).get(0));
            Files.writeString(deny, "nonsense\n");
            Files.writeString(allow, ONE + "\n");
            program.await(() -> program.logged("lost more than half of its 3 info hashes")
                    .findAny()
                    .isPresent());

            program.signal("HUP");
            program.await(() -> program.logged("Nothing is taken, all stays as it was: --deny: " + deny + ": line 1")
                    .findAny()
                    .isPresent());
            assertThat(client.isRefused(TWO)).isFalse();
            assertThat(client.isRefused(three)).isTrue();

            Files.writeString(deny, three + "\n");
            program.signal("HUP");
            program.await(() -> client.isRefused(TWO));
            assertThat(client.isRefused(ONE)).isFalse();
            assertThat(program.stop()).isZero();
        }
    }

    @Test
    void emptiedConfigurationIsNotTaken() throws IOException, InterruptedException {
        Path allow = Files.writeString(folder.resolve("allow.txt"), ONE + "\n" + TWO + "\n");
        Path config = Files.writeString(folder.resolve("tracker6.yaml"), HEAD + "allow: allow.txt\n");
        try (ProgramProcess program = ProgramProcess.start(folder, Map.of(), "--config=" + config)) {
            WireClient client = new WireClient(program.addresses(1).get(0));
            Files.writeString(allow, "");
            program.await(() -> program.logged("lost more than half of its 2 info hashes")
                    .findAny()
                    .isPresent());

            Files.writeString(config, "# http: '[::1]:0'\n");
            program.signal("HUP");
            program.await(
                    () -> program.logged("Nothing is taken, all stays as it was: " + config + ": the file is empty")
                            .findAny()
                            .isPresent());
            assertThat(client.isRefused(ONE)).isFalse();
            assertThat(program.stop()).isZero();
        }
    }

    @Test
    void summaryIsOneLine() throws IOException, InterruptedException {
        Path deny = Files.writeString(folder.resolve("deny.txt"), TWO + "\n");
        try (ProgramProcess program =
                ProgramProcess.start(folder, Map.of(), "--http=[::1]:0", "--no-udp", "--deny=" + deny)) {
            WireClient client = new WireClient(program.addresses(1).get(0));
            assertThat(client.isRefused(ONE)).isFalse();
            assertThat(client.isRefused(ONE)).isFalse();
            assertThat(client.isRefused(TWO)).isTrue();

            program.signal("USR1");
            program.await(() -> program.logged("Hosts: ").findAny().isPresent());
            assertThat(program.logged("Hosts: "))
                    .singleElement()
                    .asString()
                    .contains(
                            "INFO Program - Hosts: 1 (IPv6 1, both families 0, IPv4 0); swarms: 1; announces answered: 2, ")
                    .contains(
                            "; refused: 1; over the rate limit: 0; failed: 0; torrents: all but 1 info hashes denied; store: memory");

            program.signal("USR1");
            program.await(() -> program.logged("announces answered: 2, 0.0 per second")
                    .findAny()
                    .isPresent());
            assertThat(program.stop()).isZero();
        }
    }

    /**
     * The tracker serves on, and its state is that of the last good configuration. The system property {@code
     * tracker6.reloads} sets how many there are.
     */
    @Test
    void manyReloadsUnderLoadLeaveTheStateOfTheLastGoodConfiguration() throws Exception {
        int reloads = Integer.getInteger("tracker6.reloads", 50);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        InfoHash always = InfoHash.of(3, 3, 3);
        Metainfo torrent = TorrentFolders.torrent("image", false);
        torrent.writeTo(Files.createDirectory(folder.resolve("images")).resolve("image.torrent"));
        List<InfoHash> listed = List.of(ONE, TWO);
        List<String> lists = List.of("one.txt", "two.txt");
        for (int i = 0; i < 2; i++) {
            Files.writeString(folder.resolve(lists.get(i)), listed.get(i) + "\n" + always + "\n");
        }
        String head = HEAD + "torrents: images\n";
        Path config = Files.writeString(folder.resolve("tracker6.yaml"), head + "allow: one.txt\n");
        try (ProgramProcess program = ProgramProcess.start(folder, Map.of(), "--config=" + config)) {
            WireClient client = new WireClient(program.addresses(1).get(0));
            AtomicBoolean ends = new AtomicBoolean();
            CompletableFuture<Integer> load = CompletableFuture.supplyAsync(() -> {
                int announces = 0;
                while (!ends.get()) {
                    assertThat(client.isRefused(always)).isFalse();
                    assertThat(client.isRefused(torrent.infoHashes().get(0))).isFalse();
                    announces += 2;
                }
                return announces;
            });
            int inForce = 0;
            for (int i = 0; i < reloads; i++) {
                boolean isGood = random.nextBoolean();
                int next = random.nextInt(2);
                String good = head + "allow: " + lists.get(next) + "\n" + (random.nextBoolean() ? "numwant: 7\n" : "");
                String told = "-" + i + "-";
                replace(config, isGood ? good : good + bad(random.nextInt(5), told));
                for (int signals = 1 + random.nextInt(3); signals > 0; signals--) {
                    program.signal("HUP");
                }
                if (isGood) {
                    inForce = next;
                } else {
                    program.await(() -> program.logged("Nothing is taken, all stays as it was: ")
                            .anyMatch(line -> line.contains(told)));
                }
                InfoHash served = listed.get(inForce);
                program.await(() -> !client.isRefused(served));
                assertThat(client.isRefused(listed.get(1 - inForce)))
                        .as("seed %d, round %d", seed, i)
                        .isTrue();
            }
            ends.set(true);
            assertThat(load.get(30, TimeUnit.SECONDS)).isPositive();
            assertThat(program.stop()).isZero();
            assertThat(program.logged("Reading again failed")).isEmpty();
        }
    }

    /** Returns the last lines of a configuration that is wrong; the message holds the text. */
    private static String bad(int kind, String text) {
        return switch (kind) {
            case 0 -> "nonsense" + text + ": 1\n";
            case 1 -> "interval: soon" + text + "\n";
            case 2 -> "deny: missing" + text + ".txt\n";
            case 3 -> "pin-all: " + text + "\n";
            default -> "claims: " + text + "\n";
        };
    }

    private static void replace(Path file, String text) throws IOException {
        Path next = Files.writeString(file.resolveSibling("next.yaml"), text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
