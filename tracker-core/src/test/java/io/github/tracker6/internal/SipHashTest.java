package io.github.tracker6.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SipHashTest {
    private final Random random = new Random(11);

    @Test
    void siphash24_vectorOfThePaper() {
        // Aumasson and Bernstein, "SipHash", appendix A: key 00..0f, message 00..0e.
        SipHash hash = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);
        byte[] message = new byte[15];
        for (int i = 0; i < message.length; i++) {
            message[i] = (byte) i;
        }
        assertThat(hash.hash(message, 0, message.length)).isEqualTo(0xa129ca6149be45e5L);
    }

    @Test
    void bytesOfEveryLengthHashAsGuavaDoes() {
        for (int length = 0; length <= 300; length++) {
            long key0 = random.nextLong();
            long key1 = random.nextLong();
            byte[] bytes = new byte[length + 20];
            random.nextBytes(bytes);
            int offset = random.nextInt(20);
            assertThat(new SipHash(key0, key1).hash(bytes, offset, length))
                    .as("%d bytes", length)
                    .isEqualTo(
                            guava(key0, key1).hashBytes(bytes, offset, length).asLong());
        }
    }

    @Test
    void wordsHashAsTheirLittleEndianBytes() {
        for (int count = 0; count <= 40; count++) {
            long key0 = random.nextLong();
            long key1 = random.nextLong();
            long[] words = random.longs(count).toArray();
            ByteBuffer bytes = ByteBuffer.allocate(count * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asLongBuffer().put(words);
            long expected = guava(key0, key1).hashBytes(bytes).asLong();
            SipHash hash = new SipHash(key0, key1);
            assertThat(hash.hash(words)).isEqualTo(expected);
            if (count == 3) {
                assertThat(hash.hash(words[0], words[1], words[2])).isEqualTo(expected);
            }
        }
    }

    private static HashFunction guava(long key0, long key1) {
        return Hashing.sipHash24(key0, key1);
    }
}
