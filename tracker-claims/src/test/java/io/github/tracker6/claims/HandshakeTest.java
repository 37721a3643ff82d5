package io.github.tracker6.claims;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.InfoHash;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class HandshakeTest {
    private static final InfoHash TORRENT = InfoHash.fromHex("000102030405060708090a0b0c0d0e0f10111213");
    private static final byte[] PEER = "-XX0001-abcdefghijkl".getBytes(US_ASCII);

    /** BEP 3, "peer protocol". */
    private static final String GOLDEN = "13" // the length of the name
            + "426974546f7272656e742070726f746f636f6c" // "BitTorrent protocol"
            + "0000000000000000" // reserved
            + "000102030405060708090a0b0c0d0e0f10111213" // info hash
            + "2d5858303030312d6162636465666768696a6b6c"; // peer id

    private final byte[] golden = HexFormat.of().parseHex(GOLDEN);

    @Test
    void bep3_handshakeIsSixtyEightBytes() {
        byte[] encoded = Handshake.encode(TORRENT, PEER).array();

        assertThat(HexFormat.of().formatHex(encoded)).isEqualTo(GOLDEN).hasSize(2 * 68);
        assertThat(Handshake.encode(TORRENT, PEER).remaining()).isEqualTo(68);
    }

    @Test
    void theWholeHandshakeOfThePeerIsVerified() {
        assertThat(check(golden, 68)).isEqualTo(ProbeOutcome.VERIFIED);
    }

    @Test
    void anyPeerIdWillDoIfNoneIsGiven() {
        byte[] other = golden.clone();
        other[67]++;
        assertThat(Handshake.check(other, 68, TORRENT, null)).isEqualTo(ProbeOutcome.VERIFIED);
        assertThat(Handshake.check(other, 67, TORRENT, null)).isNull();
        other[40]++;
        assertThat(Handshake.check(other, 68, TORRENT, null)).isEqualTo(ProbeOutcome.OTHER_TORRENT);
    }

    @Test
    void everyPrefixNeedsMoreBytes() {
        for (int length = 0; length < golden.length; length++) {
            assertThat(check(golden, length)).as("after %d bytes", length).isNull();
        }
    }

    @Test
    void reservedBytesAreIgnored() {
        for (int i = 20; i < 28; i++) {
            golden[i] = -1;
        }
        assertThat(check(golden, 68)).isEqualTo(ProbeOutcome.VERIFIED);
    }

    @Test
    void everyWrongBitIsDetectedWithItsByte() {
        for (int bit = 0; bit < 8 * golden.length; bit++) {
            int at = bit / 8;
            if (at >= 20 && at < 28) {
                continue;
            }
            byte[] mutated = golden.clone();
            mutated[at] ^= (byte) (1 << bit % 8);
            ProbeOutcome expected = at < 20
                    ? ProbeOutcome.NOT_BITTORRENT
                    : at < 48 ? ProbeOutcome.OTHER_TORRENT : ProbeOutcome.OTHER_PEER;

            assertThat(check(mutated, at)).as("before bit %d", bit).isNull();
            assertThat(check(mutated, at + 1)).as("at bit %d", bit).isEqualTo(expected);
            assertThat(check(mutated, 68)).as("behind bit %d", bit).isEqualTo(expected);
        }
    }

    @Test
    void bytesPastTheLengthAreIgnored() {
        byte[] stale = new byte[68];
        System.arraycopy(golden, 0, stale, 0, 30);
        assertThat(check(stale, 30)).isNull();
        assertThat(check(stale, 31)).isEqualTo(ProbeOutcome.OTHER_TORRENT);
    }

    private static ProbeOutcome check(byte[] received, int length) {
        return Handshake.check(received, length, TORRENT, PEER);
    }
}
