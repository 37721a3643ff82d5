package io.github.tracker6.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnnounceHostTest {
    @ParameterizedTest
    @CsvSource({
        "tracker.example.org, tracker.example.org",
        "Tracker, Tracker",
        "6.example.org, 6.example.org",
        "xn--trcker-cua.example.org, xn--trcker-cua.example.org",
        "192.0.2.7, 192.0.2.7",
        "2001:db8::7, [2001:db8::7]",
        "[2001:DB8:0:0::7], [2001:db8::7]",
        "::1, [::1]",
    })
    void nameOrLiteralIsTaken(String text, String host) {
        assertThat(AnnounceHost.parse(text)).isEqualTo(host);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "https://tracker.example.org  | is a URL or a path; write the host alone, such as tracker.example.org",
                "tracker.example.org/announce | is a URL or a path; write the host alone, such as tracker.example.org",
                "tracker.example.org:6969     | has a port; write the host alone, the ports are those of the listeners",
                "192.0.2.7:6969               | has a port; write the host alone, the ports are those of the listeners",
                "[2001:db8::7]:6969           | has a port; write the host alone, the ports are those of the listeners",
                "*.example.org                | has a wildcard; write one name, such as tracker.example.org",
                "::                           | stands for every address; write the name or the address that clients use",
                "0.0.0.0                      | stands for every address; write the name or the address that clients use",
                "192.0.2                      | is no address of a host; write a name or an address, such as tracker.example.org or 2001:db8::7",
                "tracker.192.0.2.7            | is no address of a host; write a name or an address, such as tracker.example.org or 2001:db8::7",
                "2001:db8::7::                | is no address of a host; write a name or an address, such as tracker.example.org or 2001:db8::7",
                "träcker.example.org          | has letters that are not ASCII; write xn--trcker-cua.example.org",
                "tracker_1.example.org        | is no DNS name or address; write one, such as tracker.example.org or 2001:db8::7",
                "tracker..example.org         | is no DNS name or address; write one, such as tracker.example.org or 2001:db8::7",
                "tracker.example.org.         | is no DNS name or address; write one, such as tracker.example.org or 2001:db8::7",
                "-tracker.example.org         | is no DNS name or address; write one, such as tracker.example.org or 2001:db8::7",
                "``                           | is no DNS name or address; write one, such as tracker.example.org or 2001:db8::7",
            })
    void anythingElseIsToldWhatToWrite(String text, String fault) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrackerServer.builder().announceHost(text))
                .withMessage("'" + text + "' " + fault);
    }
}
