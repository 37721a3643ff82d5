package io.github.tracker6.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundAddressesTest {
    @ParameterizedTest
    @CsvSource({
        "[::1]:0,     [::]:7 [::1]:8,     [::1]:8",
        "[::1]:0,     [::2]:7 [::]:8,     [::1]:8",
        "127.0.0.1:0, 0.0.0.0:7,          127.0.0.1:7",
        "[::]:0,      0.0.0.0:7,          [::]:7",
        "[::]:0,      [::1]:7 [::2]:7,    [::]:7",
        "[::1]:9,     [::1]:8,            [::1]:9",
        "[::1]:9,     '',                 [::1]:9",
    })
    void portZeroBecomesThePortInUse(String asked, String bound, String resolved) {
        BoundAddresses addresses = new BoundAddresses(Stream.of(bound.split(" "))
                .filter(each -> !each.isEmpty())
                .map(AddressLiteral::parse)
                .toList());

        assertThat(addresses.resolve(AddressLiteral.parse(asked))).isEqualTo(AddressLiteral.parse(resolved));
    }

    @Test
    void portOfAServerThatDoesNotListenIsUnknown() {
        assertThatIllegalStateException()
                .isThrownBy(() -> BoundAddresses.NONE.resolve(AddressLiteral.parse("[::]:0")))
                .withMessage("not listening");
    }
}
