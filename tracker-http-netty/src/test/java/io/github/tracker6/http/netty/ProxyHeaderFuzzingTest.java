package io.github.tracker6.http.netty;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/**
 * Any bytes where a PROXY protocol header is expected. A usual build tries the inputs in the resources; {@code -Pfuzz} makes
 * new ones.
 */
class ProxyHeaderFuzzingTest {
    /** Returns the length of the header and its client, or {@link ProxyHeader#MORE} or {@link ProxyHeader#BAD}. */
    private static String meaning(ProxyHeader header, int parsed) {
        return parsed > 0 ? parsed + " " + header.client() : Integer.toString(parsed);
    }

    private static String meaning(byte[] bytes) {
        ProxyHeader header = new ProxyHeader();
        return meaning(header, header.parse(bytes, bytes.length));
    }

    @FuzzTest(maxDuration = "10m")
    void aHeaderMeansTheSameHoweverItIsCutAndWhateverFollows(byte[] bytes) {
        int whole = new ProxyHeader().parse(bytes, bytes.length);
        assertThat(whole).isBetween(ProxyHeader.BAD, Math.min(bytes.length, ProxyHeader.MAX_BYTES));
        if (bytes.length >= ProxyHeader.MAX_BYTES) {
            assertThat(whole).isNotEqualTo(ProxyHeader.MORE);
        }
        ProxyHeader piecewise = new ProxyHeader();
        int parsed = ProxyHeader.MORE;
        int length = 0;
        while (parsed == ProxyHeader.MORE && length < bytes.length) {
            parsed = piecewise.parse(bytes, ++length);
        }
        assertThat(meaning(piecewise, parsed)).isEqualTo(meaning(bytes));
        if (parsed > 0) {
            assertThat(parsed).isEqualTo(length);
            assertThat(meaning(Arrays.copyOf(bytes, bytes.length + 3))).isEqualTo(meaning(bytes));
        }
    }
}
