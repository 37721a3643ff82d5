package io.github.tracker6.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageTextTest {
    @ParameterizedTest
    @CsvSource({"0,0", "999,999", "1000,'1,000'", "1234567,'1,234,567'", "-123,-123", "-1234,'-1,234'"})
    void countsHaveCommas(long count, String text) {
        assertThat(PageText.count(count)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,0,–", "0,9,0%", "9,9,100%", "1,3,33%", "1,1000,<1%", "999,1000,>99%"})
    void percentSaysAllAndNothingOnlyIfItIsSo(long part, long whole, String text) {
        assertThat(PageText.percent(part, whole)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0.001,<0.01", "0.256,0.26", "3.14,3.1", "12.6,13", "12345,'12,345'"})
    void ratesHaveTwoDigitsOrAllOfThem(double rate, String text) {
        assertThat(PageText.rate(rate)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"PT30M,30 minutes", "PT1M,1 minute", "PT5H,5 hours", "PT720H,30 days"})
    void lengthsAreInTheirLargestUnit(Duration length, String text) {
        assertThat(PageText.length(length)).isEqualTo(text);
    }
}
