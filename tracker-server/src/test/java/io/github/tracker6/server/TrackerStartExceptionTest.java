package io.github.tracker6.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrackerStartExceptionTest {
    private static final List<InetSocketAddress> ASKED =
            List.of(AddressLiteral.parse("[::1]:69"), AddressLiteral.parse("127.0.0.1:6969"));

    @Test
    void messageNamesProtocolAddressAndReason() {
        IOException cause = new BindException("cannot listen on UDP 127.0.0.1:6969: Address already in use");

        TrackerStartException exception = TrackerStartException.of("UDP", ASKED, cause);

        assertThat(exception)
                .hasMessage("UDP 127.0.0.1:6969: Address already in use")
                .hasCause(cause);
        assertThat(exception.protocol()).isEqualTo("UDP");
        assertThat(exception.address()).isEqualTo("127.0.0.1:6969");
        assertThat(exception.reason()).isEqualTo("Address already in use");
    }

    @Test
    void failureThatNamesNoAddressThatWasAskedForIsOneOfThemAll() {
        assertThat(TrackerStartException.of("HTTP", ASKED, new IOException("Cannot listen on 192.0.2.1:6969: in use")))
                .hasMessage("HTTP [::1]:69, 127.0.0.1:6969: Cannot listen on 192.0.2.1:6969: in use");
        assertThat(TrackerStartException.of("HTTP", ASKED, new IOException("on 0127.0.0.1:6969: no")))
                .hasMessage("HTTP [::1]:69, 127.0.0.1:6969: on 0127.0.0.1:6969: no");
    }

    @Test
    void messageIsOneLineWhateverTheCauseSays() {
        assertThat(TrackerStartException.of("UDP", ASKED.subList(0, 1), new IOException("no\nway")))
                .hasMessage("UDP [::1]:69: no");
        assertThat(TrackerStartException.of("UDP", ASKED.subList(0, 1), new IOException()))
                .hasMessage("UDP [::1]:69: java.io.IOException");
        assertThat(TrackerStartException.of("UDP", ASKED.subList(0, 1), new IOException("")))
                .hasMessage("UDP [::1]:69: java.io.IOException: ");
    }
}
