package io.github.tracker6.metainfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Torrent files of libtorrent 2.0, mktorrent 1.1 and Transmission 3.00. */
class GoldenTest {
    private static final Pattern REASON = Pattern.compile("[\\x20-\\x7e]{5,150}");

    static List<Golden> goldens() {
        return Golden.all();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void isReadAsLibtorrentReadsIt(Golden golden) throws Exception {
        Metainfo metainfo = Metainfo.parse(golden.bytes());

        assertThat(metainfo.name()).isEqualTo(golden.name());
        assertThat(metainfo.v1InfoHash().map(Object::toString).orElse("-")).isEqualTo(golden.v1());
        assertThat(metainfo.v2InfoHash().map(Object::toString).orElse("-")).isEqualTo(golden.v2());
        assertThat(metainfo.pieceLength()).isEqualTo(golden.pieceLength());
        assertThat(metainfo.isPrivate()).isEqualTo(golden.isPrivate());
        String folder = metainfo.isSingleFile() ? "" : metainfo.name() + "/";
        assertThat(metainfo.files())
                .extracting(file -> file.length() + ":" + folder + file)
                .containsExactlyElementsOf(golden.files());
        assertThat(metainfo.totalBytes())
                .isEqualTo(golden.files().stream()
                        .mapToLong(file -> Long.parseLong(file.substring(0, file.indexOf(':'))))
                        .sum());
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void hashesAreThoseOfClients(Golden golden) throws Exception {
        Metainfo metainfo = Metainfo.parse(golden.bytes());

        assertThat(metainfo.infoHashes())
                .extracting(Object::toString)
                .containsExactly(List.of(golden.v1(), golden.v2()).stream()
                        .filter(hash -> !hash.equals("-"))
                        .map(hash -> hash.substring(0, 40))
                        .toArray(String[]::new));
        assertThat(metainfo.release().infoHashes()).isEqualTo(metainfo.infoHashes());
        assertThat(metainfo.toBytes()).isEqualTo(golden.bytes());
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void trackersAreThoseThatTheProgramsWrote(Golden golden) throws Exception {
        Metainfo metainfo = Metainfo.parse(golden.bytes());
        String http = "http://tracker.example.org:6969/announce";
        String udp = "udp://tracker.example.org:6969/announce";

        assertThat(metainfo.announce()).contains(http);
        if (golden.file().startsWith("transmission")) {
            assertThat(metainfo.announceList()).isEmpty();
            assertThat(metainfo.tiers()).containsExactly(List.of(http));
            assertThat(metainfo.webSeeds()).isEmpty();
        } else {
            assertThat(metainfo.tiers()).containsExactly(List.of(http), List.of(udp));
            assertThat(metainfo.webSeeds()).containsExactly("http://mirror.example.org/");
        }
    }

    /** Every cut and every flipped bit gives a value, or the exception with a place in the file. */
    @ParameterizedTest
    @MethodSource("goldens")
    void changedBytesAreReadOrRefusedWithAPlace(Golden golden) {
        byte[] bytes = golden.bytes();
        for (int length = 0; length < bytes.length; length++) {
            assertFalse(reads(Arrays.copyOf(bytes, length)), "cut after " + length);
        }
        int read = 0;
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] changed = bytes.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            read += reads(changed) ? 1 : 0;
        }
        assertThat(read).as("most bits are parts of names and of v1 hashes").isBetween(1, 8 * bytes.length - 1);
    }

    private static boolean reads(byte[] bytes) {
        try {
            return !Metainfo.parse(bytes).infoHashes().isEmpty();
        } catch (InvalidTorrentException e) {
            assertTrue(e.position() >= 0 && e.position() <= bytes.length, e.getMessage());
            assertTrue(REASON.matcher(e.reason()).matches(), e.reason());
            return false;
        }
    }
}
