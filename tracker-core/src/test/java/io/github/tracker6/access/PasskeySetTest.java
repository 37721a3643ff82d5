package io.github.tracker6.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tracker6.InfoHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasskeySetTest {
    /** printf %s alice | sha256sum */
    private static final String ALICE = "2bd806c97f0e00af1a1fc3328fa763a9269723c8db8fac4f93af71db186d6e90";
    /** printf %s bob | sha256sum */
    private static final String BOB = "81b637d8fcd2c6da6359e6963113a1170de795e4b725b84d1e0b4cfd9ec58ce9";

    private static final InfoHash ONE = InfoHash.fromHex("c12fe1c06bba254a9dc9f519b335aa7c1367a88a");
    private static final InfoHash TWO = InfoHash.fromHex("08ada5a7a6183aae1e09d831df6748d566095a10");

    @TempDir
    Path directory;

    @Test
    void theHashIsTheSha256ThatAShellMakes() {
        assertThat(PasskeyHash.of("alice").toHex()).isEqualTo(ALICE);
        assertThat(PasskeyHash.fromHex(BOB)).isEqualTo(PasskeyHash.of("bob")).hasSameHashCodeAs(PasskeyHash.of("bob"));
        assertThat(PasskeyHash.of("bob")).isNotEqualTo(PasskeyHash.of("alice"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PasskeyHash.fromHex("alice"))
                .withMessageNotContaining("alice");
    }

    @Test
    void aNewPasskeyNeedsNoEscapeAndIsNeverTheSame() {
        Set<String> made = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            Passkey passkey = Passkey.generate();
            assertThat(passkey.text()).matches("[A-Za-z0-9_-]{32}");
            assertThat(passkey.hash()).isEqualTo(PasskeyHash.of(passkey.text()));
            made.add(passkey.text());
        }
        assertThat(made).hasSize(1_000);
    }

    @Test
    void noTextHasThePasskeyOrTheWholeHash() {
        Passkey passkey = Passkey.generate();
        PasskeySet set = parse(passkey.hash().toHex());
        assertThat(passkey.toString() + passkey.hash() + set)
                .doesNotContain(passkey.text())
                .doesNotContain(passkey.hash().toHex());
    }

    @Test
    void aLineHasAHashAndTorrents() {
        PasskeySet set = parse("\u00ef\u00bb\u00bf# users\r\n\r\n" + ALICE.toUpperCase(Locale.ROOT)
                + "  # alice, all torrents\r\n\t" + BOB + "\t" + ONE + ", " + TWO
                + "aabbccddeeff001122334455 # bob");
        assertThat(set.size()).isEqualTo(2);
        assertThat(serves(set, "alice", InfoHash.of(1, 2, 3))).isTrue();
        assertThat(serves(set, "bob", ONE)).isTrue();
        assertThat(serves(set, "bob", TWO)).isTrue();
        assertThat(serves(set, "bob", InfoHash.of(1, 2, 3))).isFalse();
        assertThat(set.find(PasskeyHash.of("carol"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "secret, line 2 does not begin",
        ALICE + "0, line 2 does not begin",
        ALICE + " all, line 2 holds a torrent",
        ALICE + " c12fe1c06bba254a9dc9f519b335aa7c1367a88, line 2 holds a torrent",
        BOB + ", line 2 repeats",
    })
    void aBadLineIsNamedByItsNumberAlone(String line, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(BOB + "\n" + line + "\n"))
                .withMessageStartingWith(message)
                .withMessageNotContaining("secret");
    }

    @Test
    void aFileWithABadLineChangesNothing() throws IOException {
        Path path = directory.resolve("passkeys.txt");
        Files.writeString(path, ALICE + "\n");
        PasskeyFile file = PasskeyFile.read(path);
        Files.writeString(path, ALICE + "\n" + BOB + " oops\n");
        assertThat(file.refresh()).isEqualTo(InfoHashFile.Refresh.UNSETTLED);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(file::refresh)
                .withMessage(path + ": line 2 holds a torrent that is no info hash of 40 or 64 hex digits");
        assertThat(file.get().size()).isEqualTo(1);

        Files.writeString(path, ALICE + "\n" + BOB + "\n");
        assertThat(file.refresh()).isEqualTo(InfoHashFile.Refresh.UNSETTLED);
        assertThat(file.refresh()).isEqualTo(InfoHashFile.Refresh.TAKEN);
        assertThat(file.get().size()).isEqualTo(2);
    }

    @Test
    void aFileThatLostMostPasskeysIsHeldBack() throws IOException {
        Path path = directory.resolve("passkeys.txt");
        Files.writeString(path, ALICE + "\n" + BOB + "\n");
        PasskeyFile file = PasskeyFile.read(path);
        Files.writeString(path, "");
        assertThat(file.refresh()).isEqualTo(InfoHashFile.Refresh.UNSETTLED);
        assertThat(file.refresh()).isEqualTo(InfoHashFile.Refresh.HELD_BACK);
        assertThat(file.get().size()).isEqualTo(2);
        assertThat(file.confirm()).isEqualTo(InfoHashFile.Refresh.TAKEN);
        assertThat(file.get().size()).isZero();
    }

    private static boolean serves(PasskeySet set, String passkey, InfoHash torrent) {
        return set.find(PasskeyHash.of(passkey)).orElseThrow().test(torrent);
    }

    private static PasskeySet parse(String text) {
        return PasskeySet.parse(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
