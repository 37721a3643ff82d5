package io.github.tracker6.spring;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.server.TrackerServer;
import io.github.tracker6.testkit.HttpEmbedding;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

/** An application with an embedded web server on a free port of all addresses, and the tracker in it. */
final class TestApplication implements HttpEmbedding {
    static {
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
    }

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Logger LOG = Logger.getLogger("org.apache");

    final ConfigurableApplicationContext context;

    private TestApplication(ConfigurableApplicationContext context) {
        this.context = context;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Main {}

    /** Starts one that admits peers of any scope. */
    static TestApplication start(Consumer<GenericApplicationContext> beans, String... properties) {
        LOG.setLevel(Level.OFF);
        String[] arguments = Arrays.stream(properties).map(each -> "--" + each).toArray(String[]::new);
        return new TestApplication(new SpringApplicationBuilder(Main.class)
                .bannerMode(Banner.Mode.OFF)
                .registerShutdownHook(false)
                .properties("server.port=0", "tracker6.lan=true")
                .initializers(context -> beans.accept((GenericApplicationContext) context))
                .run(arguments));
    }

    TrackerServer tracker() {
        return context.getBean(TrackerServer.class);
    }

    /** Asks for a page of the application, which may come in chunks. */
    HttpResponse<String> get(String target) throws IOException {
        URI uri = URI.create("http://[::1]:" + address(AddressFamily.IPV6).getPort() + target);
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).timeout(DEADLINE).build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public InetSocketAddress address(AddressFamily family) {
        try {
            return new InetSocketAddress(
                    InetAddress.getByName(family == AddressFamily.IPV6 ? "::1" : "127.0.0.1"),
                    context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
