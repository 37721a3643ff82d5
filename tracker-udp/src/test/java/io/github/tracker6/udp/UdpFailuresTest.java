package io.github.tracker6.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class UdpFailuresTest {
    private static final int EPERM = -1;
    private static final int ENOBUFS = -105;
    private static final int ENETUNREACH = -101;

    private final UdpStats stats = new UdpStats();
    private final UdpFailures failures = new UdpFailures(stats);

    @Test
    void everyReplyThatIsNotSentIsCounted() {
        failures.recordSend(EPERM);
        failures.recordSend(ENOBUFS);
        failures.recordSend(ENETUNREACH);
        failures.recordSend(new IOException("Operation not permitted"));
        failures.recordSend(new IOException("Network is unreachable"));

        assertThat(stats.sendFailures()).isEqualTo(5);
        assertThat(stats.receiveFailures()).isZero();
    }

    @Test
    void everyDatagramThatIsNotHandledIsCounted() {
        failures.recordReceive(new OutOfMemoryError("Java heap space"));
        failures.recordReceive(new IOException("No buffer space available"));
        failures.recordLateReply(new OutOfMemoryError("Cannot reserve 4096 bytes of direct buffer memory"));

        assertThat(stats.receiveFailures()).isEqualTo(3);
        assertThat(stats.sendFailures()).isZero();
    }

    @Test
    void aFailureThatCannotBeLoggedForWantOfMemoryIsCountedAndEndsNothing() {
        IOException failure = new IOException() {
            @Override
            public String getMessage() {
                throw new OutOfMemoryError("planted");
            }
        };

        assertThatCode(() -> failures.recordReceive(failure)).doesNotThrowAnyException();
        assertThatCode(() -> failures.recordLateReply(failure)).doesNotThrowAnyException();
        assertThatCode(() -> failures.recordSend(failure)).doesNotThrowAnyException();
        assertThat(stats.receiveFailures()).isEqualTo(2);
        assertThat(stats.sendFailures()).isEqualTo(1);
    }
}
