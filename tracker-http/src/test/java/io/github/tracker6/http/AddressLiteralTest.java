package io.github.tracker6.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import io.github.tracker6.Endpoint;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Guava's parser of literals is the model. */
class AddressLiteralTest {
    private final AddressLiteral literal = new AddressLiteral();

    @Property(tries = 3_000)
    void agreesWithTheModelOnWhatLooksLikeAnAddress(@ForAll("lookalikes") String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        boolean parsed = literal.parse(bytes, 0, bytes.length);
        assertThat(parsed).as(text).isEqualTo(InetAddresses.isInetAddress(text));
        if (parsed) {
            assertThat(literal.parseNode(bytes, 0, bytes.length)).isTrue();
            assertThat(literal.endpoint()).isEqualTo(Endpoint.of(InetAddresses.forString(text), 0));
        }
    }

    @Property
    void readsWhatTheModelWrites(@ForAll byte[] seed) throws Exception {
        byte[] raw = new byte[seed.length % 2 == 0 ? 16 : 4];
        for (int i = 0; i < seed.length; i++) {
            raw[i % raw.length] ^= seed[i];
        }
        InetAddress address = InetAddress.getByAddress(raw);
        for (String text : new String[] {InetAddresses.toAddrString(address), address.getHostAddress()}) {
            String node = text.contains(":") ? "[" + text + "]:65535" : text + ":65535";
            byte[] bytes = node.getBytes(StandardCharsets.US_ASCII);
            assertThat(literal.parseNode(bytes, 0, bytes.length)).as(node).isTrue();
            assertThat(literal.endpoint()).isEqualTo(Endpoint.of(address, 65535));
        }
    }

    @Provide
    Arbitrary<String> lookalikes() {
        Arbitrary<String> piece = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(6, Arbitraries.of(":", "::", ".")),
                net.jqwik.api.Tuple.of(
                        6,
                        Arbitraries.of("0", "1", "255", "256", "01", "ffff", "FfFf", "10000", "g", "192.0.2.1", "-1")),
                net.jqwik.api.Tuple.of(4, Arbitraries.of("1:2:3:4:5:6", "1:2:3:4:5:6:7", "0:0:0:0:0:ffff")));
        return piece.list().ofMaxSize(12).map(parts -> String.join("", parts));
    }
}
