package io.github.tracker6.http.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class MissingIpv6Test {
    @Test
    void theSystemsErrorsOfAMissingFamilyAreKnown() {
        IOException noFamily = new IOException(
                "Cannot listen",
                new ChannelException(new IOException(
                        "newSocketStream(..) failed with error(-97): Address family not supported by protocol")));
        assertThat(MissingIpv6.isCauseOf(noFamily)).isTrue();
        assertThat(MissingIpv6.describe(noFamily)).isEqualTo("the system has no IPv6");
        assertThat(MissingIpv6.isCauseOf(new IOException("bind(..) failed with error(-99): Cannot assign")))
                .isTrue();
    }

    @Test
    void aJavaRuntimeWithoutTheFamilyIsNamed() {
        IOException failure = new IOException("Cannot listen", new UnsupportedOperationException());
        assertThat(MissingIpv6.isCauseOf(failure)).isTrue();
        assertThat(MissingIpv6.describe(failure)).contains("the Java runtime");
    }

    @Test
    void otherFailuresAreOfAnotherKind() {
        assertThat(MissingIpv6.isCauseOf(new IOException("bind(..) failed with error(-98): Address already in use")))
                .isFalse();
        assertThat(MissingIpv6.isCauseOf(new IOException("bind(..) failed with error(-13): Permission denied")))
                .isFalse();
        assertThat(MissingIpv6.isCauseOf(new IOException("newSocketStream(..) failed with error(-24): Too many")))
                .isFalse();
    }
}
