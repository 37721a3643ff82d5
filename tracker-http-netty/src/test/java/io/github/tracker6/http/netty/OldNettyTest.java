package io.github.tracker6.http.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.tracker6.Endpoint;
import io.github.tracker6.http.HttpRoute;
import io.github.tracker6.testkit.HidingClassLoader;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class OldNettyTest {
    @Test
    void anOldNettyIsOneLineAtTheStartThatNamesVersionAndJar() throws Exception {
        // Netty 4.0 has no such class.
        try (HidingClassLoader old = HidingClassLoader.without("io.netty.channel.MaxMessagesRecvByteBufAllocator")) {
            Class<?> servers = old.loadClass(HttpTrackerServer.class.getName());
            Class<?> builders = old.loadClass(HttpTrackerServerBuilder.class.getName());
            Object builder = servers.getMethod("builder").invoke(null);
            builders.getMethod("bind", InetSocketAddress.class)
                    .invoke(builder, Endpoint.parse("[::1]:0").socketAddress());
            Class<?> routes = old.loadClass(HttpRoute.class.getName());
            Object none = Proxy.newProxyInstance(old, new Class<?>[] {routes}, (proxy, method, words) -> null);
            builders.getMethod("route", routes).invoke(builder, none);
            Object server = builders.getMethod("build").invoke(builder);
            Method start = servers.getMethod("start");
            assertThat(catchThrowable(() -> start.invoke(server)).getCause())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageMatching(
                            "tracker-http-netty needs Netty 4\\.1\\.\\d+ or newer, but found 4\\.\\d+\\S* at "
                                    + "\\S+netty-transport\\S+\\.jar: set its version .*MaxMessagesRecvByteBufAllocator\\)");
        }
    }
}
