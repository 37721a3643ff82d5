package io.github.tracker6;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InfoHashTest {
    private static final String HEX = "c12fe1c06bba254a9dc9f519b335aa7c1367a88a";

    @Test
    void bitsBytesAndHexAreTheSameHash() {
        InfoHash hash = InfoHash.fromHex(HEX);
        assertThat(hash.head()).isEqualTo(0xc12fe1c06bba254aL);
        assertThat(hash.middle()).isEqualTo(0x9dc9f519b335aa7cL);
        assertThat(hash.tail()).isEqualTo(0x1367a88a);
        assertThat(hash.toBytes()).isEqualTo(HexFormat.of().parseHex(HEX));
        assertThat(InfoHash.fromBytes(hash.toBytes())).isEqualTo(hash).hasSameHashCodeAs(hash);
        assertThat(InfoHash.of(hash.head(), hash.middle(), hash.tail())).isEqualTo(hash);
        assertThat(InfoHash.fromHex(HEX.toUpperCase(java.util.Locale.ROOT))).isEqualTo(hash);
        assertThat(hash).hasToString(HEX);
    }

    @Test
    void everyBitCounts() {
        InfoHash hash = InfoHash.fromHex(HEX);
        Set<InfoHash> all = new HashSet<>(List.of(hash));
        for (int bit = 0; bit < 8 * InfoHash.BYTES; bit++) {
            byte[] bytes = hash.toBytes();
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            InfoHash other = InfoHash.fromBytes(bytes);
            assertThat(other).isNotEqualTo(hash);
            assertThat(other.compareTo(hash)).isNotZero();
            all.add(other);
        }
        assertThat(all).hasSize(1 + 8 * InfoHash.BYTES);
        assertThat(hash).isNotEqualTo(HEX);
    }

    @Test
    void isCopiedFromAndToBytes() {
        byte[] bytes = HexFormat.of().parseHex(HEX);
        InfoHash hash = InfoHash.fromBytes(bytes);
        bytes[0] = 0;
        hash.toBytes()[1] = 0;
        assertThat(hash).hasToString(HEX);
    }

    @Test
    void bep3_orderIsThatOfRawBytesUnsigned() {
        Random random = new Random(7);
        List<InfoHash> hashes = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            byte[] bytes = new byte[InfoHash.BYTES];
            for (int at = 0; at < bytes.length; at++) {
                // Few values, so that hashes agree for a while; both signs of a byte.
                bytes[at] = (byte) (random.nextInt(20) == 0 ? 0x80 : random.nextInt(10) == 0 ? 0x7f : 0);
            }
            hashes.add(InfoHash.fromBytes(bytes));
        }
        Collections.sort(hashes);
        for (int i = 1; i < hashes.size(); i++) {
            byte[] before = hashes.get(i - 1).toBytes();
            assertThat(Arrays.compareUnsigned(before, hashes.get(i).toBytes())).isNotPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 19, 21, 40})
    void anyOtherNumberOfBytesIsRefused(int length) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InfoHash.fromBytes(new byte[length]))
                .withMessageContaining(String.valueOf(length));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c12fe1c06bba254a9dc9f519b335aa7c1367a88",
                "c12fe1c06bba254a9dc9f519b335aa7c1367a88a0",
                "c12fe1c06bba254a9dc9f519b335aa7c1367a88g",
                "0xc12fe1c06bba254a9dc9f519b335aa7c1367a8"
            })
    void anyOtherTextIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> InfoHash.fromHex(text));
    }
}
