package io.github.tracker6.http.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] binary(String hex) {
        return HexFormat.of().parseHex(SIGNATURE + hex);
    }

    @ParameterizedTest
    @CsvSource({
        "TCP4 192.0.2.7 192.0.2.1 56324 443,192.0.2.7:56324",
        "TCP6 2001:db8::7 2001:db8::1 56324 443,[2001:db8::7]:56324",
        "TCP6 ::ffff:192.0.2.7 2001:db8::1 0 443,192.0.2.7:0",
    })
    void version1NamesTheClient(String line, String client) {
        byte[] header = bytes("PROXY " + line + "\r\n");
        byte[] withMore = bytes("PROXY " + line + "\r\nGET ");
        ProxyHeader parser = new ProxyHeader();
        for (int i = 0; i < header.length; i++) {
            assertThat(parser.parse(withMore, i)).isEqualTo(ProxyHeader.MORE);
        }
        assertThat(parser.parse(withMore, withMore.length)).isEqualTo(header.length);
        assertThat(parser.client()).hasToString(client);
    }

    @Test
    void version1UnknownNamesNoClient() {
        byte[] header = bytes("PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n");
        ProxyHeader parser = new ProxyHeader();
        assertThat(parser.parse(header, header.length)).isEqualTo(header.length);
        assertThat(parser.client()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n",
                "PROXY\r\n",
                "PROXY TCP4\r\n",
                "PROXY TCP4 192.0.2.7 192.0.2.1 1\r\n",
                "PROXY TCP4 192.0.2.7 192.0.2.1 1 2 3\r\n",
                "PROXY TCP4 192.0.2.7 192.0.2.1 65536 2\r\n",
                "PROXY TCP4 192.0.2.7 192.0.2.1 -1 2\r\n",
                "PROXY TCP4 example.org 192.0.2.1 1 2\r\n",
                "PROXY TCP4  192.0.2.7 192.0.2.1 1 2\r\n",
                "PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n",
                "PROXY UDP4 192.0.2.7 192.0.2.1 1 2\r\n",
                "PROXY TCP4 192.0.2.7 192.0.2.1 1 2\n",
                "proxy UNKNOWN\r\n",
                "\r\n\r\n\u0000\r\nQUIT\r",
                "\r\n\r\nGET "
            })
    void otherTextIsBad(String text) {
        assertThat(new ProxyHeader().parse(bytes(text), text.length())).isEqualTo(ProxyHeader.BAD);
    }

    @Test
    void version1HasUpTo107Bytes() {
        String longest = "PROXY UNKNOWN " + "x".repeat(107 - 16) + "\r\n";
        assertThat(new ProxyHeader().parse(bytes(longest), 107)).isEqualTo(107);
        String tooLong = "PROXY UNKNOWN " + "x".repeat(108 - 16) + "\r\n";
        assertThat(new ProxyHeader().parse(bytes(tooLong), 106)).isEqualTo(ProxyHeader.MORE);
        assertThat(new ProxyHeader().parse(bytes(tooLong), 107)).isEqualTo(ProxyHeader.BAD);
        assertThat(new ProxyHeader().parse(bytes(tooLong), 108)).isEqualTo(ProxyHeader.BAD);
    }

    @ParameterizedTest
    @CsvSource({
        "2111000cc0000207c00002010001 0002,192.0.2.7",
        "21210024 20010db8000000000000000000000007 20010db8000000000000000000000001 0001 0002,[2001:db8::7]",
        "2111000fc0000207c00002010001 0002 040000,192.0.2.7",
    })
    void version2NamesTheClient(String hex, String client) {
        byte[] header = binary(hex.replace(" ", ""));
        ProxyHeader parser = new ProxyHeader();
        for (int i = 0; i < header.length; i++) {
            assertThat(parser.parse(header, i)).isEqualTo(ProxyHeader.MORE);
        }
        assertThat(parser.parse(header, header.length)).isEqualTo(header.length);
        assertThat(parser.client()).hasToString(client + ":0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"20000000", "2011000cc0000207c000020100010002", "21000000", "21310000", "200000021234"})
    void version2LocalUnspecifiedAndUnixNameNoClient(String hex) {
        byte[] header = binary(hex);
        ProxyHeader parser = new ProxyHeader();
        assertThat(parser.parse(header, header.length)).isEqualTo(header.length);
        assertThat(parser.client()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1111000cc0000207c000020100010002", // version 1
                "2211000cc0000207c000020100010002", // no such command
                "2112000cc0000207c000020100010002", // datagrams
                "2111000bc0000207c0000201000100", // too short for IPv4
                "2121000cc0000207c000020100010002" // too short for IPv6
            })
    void otherBinaryIsBad(String hex) {
        byte[] header = binary(hex);
        assertThat(new ProxyHeader().parse(header, header.length)).isEqualTo(ProxyHeader.BAD);
    }

    @Test
    void version2HasUpTo256Bytes() {
        byte[] longest = binary("200000f0" + "00".repeat(240));
        assertThat(new ProxyHeader().parse(longest, 256)).isEqualTo(256);
        byte[] tooLong = binary("200000f1" + "00".repeat(241));
        assertThat(new ProxyHeader().parse(tooLong, 16)).isEqualTo(ProxyHeader.BAD);
    }

    @Property
    void noBytesThrowOrAreReadPastTheirEnd(@ForAll byte[] noise, @ForAll boolean text, @ForAll boolean cut) {
        byte[] start = text ? bytes("PROXY TCP4 ") : binary("2111000c");
        byte[] all = new byte[start.length + noise.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(noise, 0, all, start.length, noise.length);
        int length = cut ? all.length / 2 : all.length;
        assertThat(new ProxyHeader().parse(all, length)).isBetween(ProxyHeader.BAD, length);
    }
}
