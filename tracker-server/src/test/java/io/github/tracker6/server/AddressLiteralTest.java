package io.github.tracker6.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressLiteralTest {
    @ParameterizedTest
    @CsvSource({
        "[::]:6969, [::]:6969",
        "[2001:DB8::1]:0, [2001:db8::1]:0",
        "[::ffff:192.0.2.1]:80, 192.0.2.1:80",
        "0.0.0.0:65535, 0.0.0.0:65535",
        "192.0.2.1:1, 192.0.2.1:1",
    })
    void literalIsParsed(String text, String address) {
        assertThat(AddressLiteral.text(AddressLiteral.parse(text))).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "6969",
                ":6969",
                "*:6969",
                "[::]",
                "[::]:",
                "[::]:-1",
                "[::]:+1",
                "[::]:01",
                "[::]:65536",
                "[::]:99999",
                "[::]:123456",
                "[::]: 1",
                " [::]:1",
                "[::]:1 ",
                "[::]:1\n",
                "[::]1",
                "[[::]]:1",
                "[:::]:1",
                "[192.0.2.1]:1",
                "[]:1",
                "2001:db8::1",
                "2001:db8::1:6969",
                "[fe80::1%1]:1",
                "[fe80::1%lo]:1",
                "192.0.2:1",
                "127.1:1",
                "2130706433:1",
                "010.0.0.1:1",
                "0x7f.0.0.1:1",
                "192.0.2.256:1",
                "192.0.2.1:1:1",
                "\uff11.2.3.4:80",
                "[::1]:\u0663",
                "localhost:6969",
                "tracker.example.org:6969",
            })
    void anythingElseIsRefusedAndNamed(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressLiteral.parse(text))
                .withMessage("'" + text + "' is no literal address and port such as [::]:6969 or 192.0.2.1:6969");
    }
}
