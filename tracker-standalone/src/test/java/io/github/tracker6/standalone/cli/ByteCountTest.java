package io.github.tracker6.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteCountTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 bytes",
        "1, 1 byte",
        "1023, 1023 bytes",
        "1024, 1.0 KiB",
        "1048575, 1.0 MiB",
        "3992977408, 3.7 GiB",
        "9223372036854775807, 8.0 EiB",
    })
    void bytesAreRounded(long bytes, String text) {
        assertThat(ByteCount.rounded(bytes)).isEqualTo(text);
    }
}
