package io.github.tracker6.udp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NativeTransportTest {
    @Test
    void whatIsMissingIsNamedWithWhatToDo() {
        assertThat(NativeTransport.whyNot(17, false))
                .isEqualTo("it needs Java 22 or newer, and a jar that was built with one");
        assertThat(NativeTransport.whyNot(17, true)).contains("this jar has it, so start it with one");
        assertThat(NativeTransport.whyNot(22, false)).contains("build it with Java 22 or newer");
    }
}
