package io.github.tracker6.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.TrackerHandler;
import io.github.tracker6.engine.TrackerInterceptor;
import io.github.tracker6.engine.TrackerListener;
import io.github.tracker6.server.TrackerServer;
import io.github.tracker6.servlet.TrackerFilter;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.testkit.HttpTestClient;
import io.github.tracker6.testkit.ScriptedStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Which beans an application gets, and what its properties and beans do to them. */
class TrackerAutoConfigurationTest {
    private static final AutoConfigurations OURS = AutoConfigurations.of(TrackerAutoConfiguration.class);

    private final ApplicationContextRunner plain = new ApplicationContextRunner().withConfiguration(OURS);
    private final WebApplicationContextRunner servlet = new WebApplicationContextRunner().withConfiguration(OURS);
    private final ReactiveWebApplicationContextRunner reactive =
            new ReactiveWebApplicationContextRunner().withConfiguration(OURS);

    @TempDir
    Path folder;

    private static String announce(TrackerServer server) {
        AnnounceRequest request = new AnnounceRequest()
                .infoHash(InfoHash.of(1, 2, 3))
                .peerId("-LT2080-abcdefghijkl".getBytes(StandardCharsets.US_ASCII))
                .port(6_881);
        return StandardCharsets.ISO_8859_1
                .decode(server.httpHandler()
                        .answer("GET", HttpTestClient.announceTarget("/announce", request), "::1", name -> List.of())
                        .toCompletableFuture()
                        .join()
                        .body())
                .toString();
    }

    private static FilterRegistrationBean<?> filter(ApplicationContext context) {
        return context.getBean(TrackerFilterConfiguration.FILTER, FilterRegistrationBean.class);
    }

    @Test
    void aWebApplicationGetsTheTrackerAndItsFilter() {
        servlet.withPropertyValues("tracker6.lan=true").run(context -> {
            assertThat(announce(context.getBean(TrackerServer.class))).contains("8:interval");
            FilterRegistrationBean<?> filter = filter(context);
            assertThat(filter.getFilter()).isInstanceOf(TrackerFilter.class);
            assertThat(filter.isAsyncSupported()).isTrue();
            assertThat(filter.getOrder()).isEqualTo(-20_000);
            assertThat(filter.getInitParameters())
                    .containsEntry(TrackerFilter.ANSWER_TIMEOUT, "10000")
                    .containsEntry(TrackerFilter.IGNORE_FORWARDING_HEADERS, "false");
        });
    }

    @Test
    void aMockEnvironmentOpensNoPort() {
        servlet.run(context ->
                assertThat(context.getBean(TrackerServer.class).announceUrls()).isEmpty());
    }

    @Test
    void withoutServletsThereIsNoFilterAndTheTrackerServesWhatIsAskedFor() {
        reactive.withPropertyValues("tracker6.udp.listen=[::1]:0", "tracker6.http.listen=[::1]:0")
                .run(context -> {
                    assertThat(context).doesNotHaveBean(TrackerFilterConfiguration.FILTER);
                    TrackerServer server = context.getBean(TrackerServer.class);
                    assertThat(server.udpAddresses()).hasSize(1);
                    assertThat(server.httpAddresses()).hasSize(1);
                });
        plain.run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean(TrackerFilterConfiguration.FILTER);
            assertThat(context.getBean(TrackerLifecycle.class).served()).isEmpty();
        });
    }

    @Test
    void theLogSaysWhatIsServedAndWhatIsNot() {
        servlet.run(
                context -> assertThat(context.getBean(TrackerLifecycle.class).served())
                        .containsExactly(
                                "paths of the web application that end in /announce and /scrape",
                                "no UDP (set tracker6.udp.listen)"));
        servlet.withPropertyValues("tracker6.http.enabled=false", "tracker6.udp.listen=[::1]:0")
                .run(context -> assertThat(
                                context.getBean(TrackerLifecycle.class).served())
                        .hasSize(2)
                        .last()
                        .asString()
                        .startsWith("no HTTP"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tracker6.enabled=false", "tracker6.enabled=off"})
    void theSwitchTurnsAllOff(String property) {
        servlet.withPropertyValues(property).run(context -> {
            assertThat(context).doesNotHaveBean(TrackerServer.class);
            assertThat(context.getBeanNamesForType(FilterRegistrationBean.class))
                    .isEmpty();
        });
    }

    @Test
    void anApplicationWithATrackerOfItsOwnIsLeftAlone() {
        servlet.withBean(
                        "own",
                        TrackerServer.class,
                        () -> TrackerServer.builder().httpHandler().build())
                .run(context -> assertThat(context)
                        .hasSingleBean(TrackerServer.class)
                        .hasBean("own")
                        .doesNotHaveBean(TrackerFilterConfiguration.FILTER));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tracker6.interval=0s | tracker6.interval",
                "tracker6.interval=often | tracker6.interval",
                "tracker6.workers=0 | tracker6.workers",
                "tracker6.announce-host=http://tracker.example.org | tracker6.announce-host",
                "tracker6.udp.listen=[::1]:0,localhost:6969 | tracker6.udp.listen[1]",
                "tracker6.http.listen=6969 | tracker6.http.listen[0]",
                "tracker6.http.trusted-proxies=192.0.2.1/24 | tracker6.http.trusted-proxies[0]",
                "tracker6.http.answer-timeout=0s | tracker6.http.answer-timeout",
                "tracker6.http.answer-timeout=61m | tracker6.http.answer-timeout",
                "tracker6.http.filter-order=first | tracker6.http.filter-order",
                "tracker6.lan=perhaps | tracker6.lan",
                "tracker6.status.path=tracker/ | tracker6.status.path",
                "tracker6.torrents.cache-folder=/tmp/cache | tracker6.torrents.cache-folder"
            })
    void aWrongValueIsNamedWithItsProperty(String property, String name) {
        servlet.withPropertyValues(property)
                .run(context -> assertThat(causes(context.getStartupFailure()))
                        .anyMatch(message ->
                                message.contains("'" + name + "'") || message.contains("Property " + name + " ")));
    }

    private static List<String> causes(Throwable failure) {
        List<String> messages = new ArrayList<>();
        for (Throwable each = failure; each != null; each = each.getCause()) {
            messages.add(String.valueOf(each.getMessage()));
        }
        return messages;
    }

    @Configuration(proxyBeanMethods = false)
    static class Beans {
        final List<String> calls = new ArrayList<>();

        private TrackerInterceptor noting(String name) {
            return (request, response, next) -> {
                calls.add(name);
                return next.announce(request, response);
            };
        }

        @Bean
        @Order(2)
        TrackerInterceptor second() {
            return noting("second");
        }

        @Bean
        @Order(1)
        TrackerInterceptor first() {
            return noting("first");
        }

        @Bean
        TrackerListener listener() {
            return new TrackerListener() {
                @Override
                public void onAnnounce(AnnounceRequest request, AnnounceResponse response) {
                    calls.add("listener " + response.complete());
                }
            };
        }

        @Bean
        SwarmStore store() {
            return new ScriptedStore();
        }

        @Bean
        MeterRegistry registry() {
            return new SimpleMeterRegistry();
        }

        @Bean
        TrackerServerCustomizer last() {
            return builder -> builder.interceptor(new TrackerInterceptor() {
                @Override
                public CompletionStage<AnnounceResponse> announce(
                        AnnounceRequest request, AnnounceResponse response, TrackerHandler next) {
                    calls.add("customizer");
                    return next.announce(request, response);
                }
            });
        }
    }

    @Test
    void interceptorsListenersTheStoreAndCustomizersAreTakenUpInTheirOrder() {
        servlet.withUserConfiguration(Beans.class)
                .withPropertyValues("tracker6.lan=true")
                .run(context -> {
                    announce(context.getBean(TrackerServer.class));
                    assertThat(context.getBean(Beans.class).calls)
                            .containsExactly("first", "second", "customizer", "listener 3");
                });
    }

    @Test
    void metersComeAndGoWithTheTracker() {
        MeterRegistry registry = new SimpleMeterRegistry();
        servlet.withBean(MeterRegistry.class, () -> registry)
                .withPropertyValues("tracker6.udp.listen=[::1]:0")
                .run(context -> assertThat(registry.getMeters())
                        .extracting(meter -> meter.getId().getName())
                        .contains("tracker6.announces", "tracker6.health")
                        .anyMatch(name -> name.startsWith("tracker6.udp.")));
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void aBusyPortEndsTheStartWithALineThatNamesItAndTheProperty() throws Exception {
        try (DatagramSocket taken = new DatagramSocket(
                new InetSocketAddress(Endpoint.parse("[::1]:0").address(), 0))) {
            String address = "[::1]:" + taken.getLocalPort();
            servlet.withPropertyValues("tracker6.udp.listen=" + address).run(context -> {
                FailureAnalysis analysis = new TrackerStartFailureAnalyzer().analyze(context.getStartupFailure());
                assertThat(analysis.getDescription()).contains("UDP " + address);
                assertThat(analysis.getAction()).contains("tracker6.udp.listen");
            });
        }
    }

    @Test
    void aFolderOfTorrentsThatIsMissingEndsTheStart() {
        servlet.withPropertyValues("tracker6.torrents.folders=" + folder.resolve("missing"))
                .run(context -> {
                    assertThat(context.getStartupFailure()).hasRootCauseInstanceOf(java.io.IOException.class);
                    FailureAnalysis analysis = new TrackerStartFailureAnalyzer().analyze(context.getStartupFailure());
                    assertThat(analysis.getDescription()).contains("missing");
                    assertThat(analysis.getAction()).contains("tracker6.torrents.folders");
                });
    }

    @Test
    void onlyTheTorrentsOfTheFoldersAreTracked() {
        servlet.withPropertyValues(
                        "tracker6.lan=true",
                        "tracker6.torrents.folders=" + folder,
                        "tracker6.torrents.cache-folder=" + folder.resolve("cache"))
                .run(context -> assertThat(announce(context.getBean(TrackerServer.class)))
                        .contains("failure reason"));
    }

    @Test
    void theSameTrackerCannotStartTwice() {
        servlet.run(context -> {
            TrackerLifecycle lifecycle = context.getBean(TrackerLifecycle.class);
            assertThat(lifecycle.isPauseable()).isFalse();
            lifecycle.stop();
            assertThatIllegalStateException().isThrownBy(lifecycle::start).withMessageContaining("closed");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "server.forward-headers-strategy=native, true",
        "server.forward-headers-strategy=FRAMEWORK, true",
        "server.forward-headers-strategy=none, false",
        "server.tomcat.remoteip.remote-ip-header=x-real-ip, true",
        "spring.main.cloud-platform=kubernetes, true",
        "spring.application.name=mirror, false"
    })
    void headersOfProxiesThatTheApplicationResolvesAreHiddenFromTheTracker(String property, String hidden) {
        servlet.withPropertyValues(property)
                .run(context -> assertThat(filter(context).getInitParameters())
                        .containsEntry(TrackerFilter.IGNORE_FORWARDING_HEADERS, hidden));
    }

    @Test
    void headersOfProxiesAreJudgedOnce() {
        servlet.withPropertyValues("server.forward-headers-strategy=native", "tracker6.http.trusted-proxies=192.0.2.1")
                .run(context -> assertThat(causes(context.getStartupFailure()))
                        .anyMatch(message -> message.contains("tracker6.http.trusted-proxies")
                                && message.contains("server.forward-headers-strategy=native")));
    }

    @Test
    void theTrackerStartsBeforeTheWebServerAndStopsAfterIt() {
        int webServer = Integer.MAX_VALUE - 2_048;
        servlet.run(context ->
                assertThat(context.getBean(TrackerLifecycle.class).getPhase()).isLessThan(webServer));
    }
}
