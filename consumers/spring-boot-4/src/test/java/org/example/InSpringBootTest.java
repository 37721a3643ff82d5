package org.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.tracker6.server.TrackerServer;
import org.example.check.EmbeddingCheck;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

class InSpringBootTest {
    @Test
    void servesBothFamiliesAndLeavesNothingBehind() throws Exception {
        start(0).close(); // what the JVM starts once and keeps
        EmbeddingCheck.check(InSpringBootTest::start);
    }

    /** UDP on the same port is the default. */
    private static AutoCloseable start(int port) {
        ConfigurableApplicationContext context =
                SpringApplication.run(InSpringBoot.class, "--server.port=" + port, "--tracker6.lan=true");
        assertThat(context.getBean(TrackerServer.class).udpAddresses().isEmpty()).isEqualTo(port == 0);
        assertThat(context.containsBean("tracker6HealthIndicator")).isTrue();
        return context;
    }

    @Test
    void nettyIsNotAmongTheDependencies() {
        assertThatExceptionOfType(ClassNotFoundException.class).isThrownBy(() -> Class.forName("io.netty.channel.Channel"));
    }
}
