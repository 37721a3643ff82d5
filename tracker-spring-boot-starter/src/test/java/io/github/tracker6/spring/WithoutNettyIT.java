package io.github.tracker6.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.InfoHash;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.testkit.HidingClassLoader;
import io.github.tracker6.testkit.HttpTestClient;
import io.github.tracker6.testkit.UdpTestClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.catalina.webresources.TomcatURLStreamHandlerFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An application as one finds it: its class path has no Netty. */
@Tag("long")
@Timeout(120)
class WithoutNettyIT {
    private static final Pattern NETTY = Pattern.compile("netty-|tracker-http-netty");

    @Test
    void anApplicationNeedsNoNettyAndAListenerThatNeedsItSaysSo() throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (HidingClassLoader loader = HidingClassLoader.withoutJars(NETTY)) {
            thread.setContextClassLoader(loader);
            assertThatExceptionOfType(ClassNotFoundException.class)
                    .isThrownBy(() -> loader.loadClass("io.github.tracker6.http.netty.HttpTrackerServer"));
            Runnable use = (Runnable) loader.loadClass(Use.class.getName())
                    .getDeclaredConstructor()
                    .newInstance();
            use.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Its class loader has no Netty. */
    public static final class Use implements Runnable {
        @Override
        public void run() {
            TomcatURLStreamHandlerFactory
                    .disable(); // the JVM takes one alone, and another class loader may have given it
            AnnounceRequest request = new AnnounceRequest()
                    .infoHash(InfoHash.of(1, -2, 3))
                    .peerId("-LT2080-abcdefghijkl".getBytes(StandardCharsets.US_ASCII))
                    .port(6_881);
            try (TestApplication application = TestApplication.start(
                            context -> {}, "tracker6.udp.listen=[::1]:0", "tracker6.status.public-page=true");
                    HttpTestClient http = HttpTestClient.to(application.address(AddressFamily.IPV6));
                    UdpTestClient udp = UdpTestClient.to(
                            application.tracker().udpAddresses().get(0))) {
                assertThat(http.announce("/announce", request).number("complete"))
                        .isEqualTo(1);
                assertThat(udp.connect()).isNotZero();
                assertThat(application.get("/actuator/health").statusCode()).isEqualTo(200);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            try {
                TestApplication.start(context -> {}, "tracker6.http.listen=[::1]:0")
                        .close();
                throw new AssertionError("it started");
            } catch (RuntimeException e) {
                assertThat(e).hasStackTraceContaining("tracker-http-netty");
            }
        }
    }
}
