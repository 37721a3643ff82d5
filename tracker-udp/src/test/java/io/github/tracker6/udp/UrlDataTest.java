package io.github.tracker6.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.engine.AnnounceRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class UrlDataTest {
    @Test
    void bep41_withoutOptionsThereIsNoPath() {
        assertThat(path("")).isNull();
    }

    @Test
    void bep41_urlDataNeedsNoEndMarker() {
        assertThat(path("02 09", Hex.text("/announce"))).isEqualTo("/announce");
    }

    @Test
    void bep41_theUsualPathIsAlwaysTheSameString() {
        assertThat(path("02 09", Hex.text("/announce"))).isSameAs(path("02 09", Hex.text("/announce"), "00"));
    }

    @Test
    void bep41_twoZeroBytesAreNoPath() {
        assertThat(path("00 00")).isNull();
    }

    @Test
    void bep41_nopHasNoLengthByte() {
        assertThat(path("01 01 02 04", Hex.text("/a/b"))).isEqualTo("/a/b");
        assertThat(path("01 02 09", Hex.text("/announce"), "01")).isEqualTo("/announce");
    }

    @Test
    void bep41_bytesAfterTheEndMarkerAreIgnored() {
        assertThat(path("02 02", Hex.text("/a"), "00 02 02", Hex.text("/b"))).isEqualTo("/a");
    }

    @Test
    void bep41_severalUrlDataAreConcatenated() {
        assertThat(path("02 04", Hex.text("/KEY"), "01 02 00 02 09", Hex.text("/announce")))
                .isEqualTo("/KEY/announce");
    }

    @Test
    void bep41_unknownOptionsAreIgnored() {
        assertThat(path("7f 03 aabbcc 02 02", Hex.text("/a"), "ff 00 02 02", Hex.text("/b")))
                .isEqualTo("/a/b");
    }

    @Test
    void bep41_anOptionThatIsCutOffEndsTheList() {
        assertThat(path("02 02", Hex.text("/a"), "02 09", Hex.text("/announc"))).isEqualTo("/a");
        assertThat(path("02 02", Hex.text("/a"), "02")).isEqualTo("/a");
        assertThat(path("02 02", Hex.text("/a"), "7f ff 00")).isEqualTo("/a");
        assertThat(path("02 09", Hex.text("/announc"))).isNull();
    }

    @Test
    void bep41_theQueryIsNoPartOfThePath() {
        assertThat(path("02 0d", Hex.text("/announce?a=b"))).isEqualTo("/announce");
        assertThat(path("02 04", Hex.text("?a=b"))).isNull();
    }

    @Test
    void bep41_bytesAreKeptAsTheyAre() {
        assertThat(path("02 05", Hex.text("/"), "00 7f 80 ff")).isEqualTo("/\u0000\u007f\u0080\u00ff");
    }

    @Property
    void aUrlInSeveralOptionsIsPutTogether(
            @ForAll @Size(max = 8) List<@IntRange(max = 255) Integer> lengths, @ForAll boolean endMarker) {
        ByteBuffer packet = ByteBuffer.allocate(2_500);
        StringBuilder expected = new StringBuilder();
        for (int length : lengths) {
            String part = "x".repeat(length);
            packet.put((byte) 1).put((byte) 2).put((byte) length).put(part.getBytes(StandardCharsets.US_ASCII));
            packet.put((byte) 9).put((byte) 1).put((byte) 2);
            expected.append(part);
        }
        if (endMarker) {
            packet.put((byte) 0).put((byte) 2).put((byte) 1).put((byte) 'y');
        }
        String path = read(packet.flip(), 0).path();
        assertThat(path == null ? "" : path).isEqualTo(expected.toString());
    }

    @Property(tries = 2_000)
    void anyBytesAreReadWithoutAnException(@ForAll @Size(max = 300) byte[] options) {
        String path = read(ByteBuffer.wrap(options), 0).path();
        assertThat(path == null ? 0 : path.length()).isLessThanOrEqualTo(options.length);
    }

    @Test
    void bep41_theQueryHoldsPasskeyAndToken() {
        AnnounceRequest request =
                request("02 21", Hex.text("/announce?x=1&passkey=a%2Fb&token"), "02 04", Hex.text("=t.u"));
        assertThat(request.path()).isEqualTo("/announce");
        assertThat(request.passkey()).isEqualTo("a/b");
        assertThat(request.token()).isEqualTo("t.u");
    }

    @Test
    void bep41_aQueryAloneHasNoPath() {
        AnnounceRequest request = request("02 0a", Hex.text("?passkey=K"));
        assertThat(request.path()).isNull();
        assertThat(request.passkey()).isEqualTo("K");
    }

    @Test
    void whatTheRequestHeldBeforeIsForgotten() {
        AnnounceRequest request = new AnnounceRequest().path("/x").passkey("x").token("x");
        UrlData.read(Hex.packet("02 09", Hex.text("/announce")), 0, request);
        assertThat(request.path()).isEqualTo("/announce");
        assertThat(request.passkey()).isNull();
        assertThat(request.token()).isNull();
    }

    private static String path(String... options) {
        return request(options).path();
    }

    private static AnnounceRequest read(ByteBuffer packet, int at) {
        AnnounceRequest request = new AnnounceRequest();
        UrlData.read(packet, at, request);
        return request;
    }

    private static AnnounceRequest request(String... options) {
        String[] parts = new String[options.length + 1];
        parts[0] = "aabbcc";
        System.arraycopy(options, 0, parts, 1, options.length);
        return read(Hex.packet(parts), 3);
    }
}
