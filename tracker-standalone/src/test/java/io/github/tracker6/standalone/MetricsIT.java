package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /metrics} of the program. */
@Timeout(60)
class MetricsIT {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final String HASH = "%01%23Eg%89%ab%cd%ef%01%23Eg%89%ab%cd%ef%01%23Eg";

    @ParameterizedTest
    @ValueSource(strings = {"[::1]:0", "127.0.0.1:0"})
    void theOperatorGetsTheMetersOfAllPartsAndClientsDoNot(String address) throws Exception {
        try (Run run = Run.of("--http", address, "--udp", address, "--lan", "--admin", address)) {
            InetSocketAddress admin = run.tracker().adminAddresses().get(0);
            InetSocketAddress http = run.tracker().httpAddresses().get(0);
            assertThat(get(http, "/metrics").statusCode()).isEqualTo(404);
            assertThat(get(admin, "/metrics/").statusCode()).isEqualTo(404);
            get(http, "/announce?info_hash=" + HASH + "&peer_id=-LT2080-abcdefghijkl&port=6881&left=0");

            HttpResponse<String> scrape = get(admin, "/metrics");

            assertThat(scrape.statusCode()).isEqualTo(200);
            assertThat(scrape.headers().firstValue("Content-Type"))
                    .contains("text/plain; version=0.0.4; charset=utf-8");
            String family = address.startsWith("[") ? "ipv6" : "ipv4";
            assertThat(scrape.body().lines())
                    .contains(
                            "tracker6_announces_total{event=\"none\",family=\"" + family + "\",protocol=\"http\"} 1.0")
                    .contains("tracker6_http_tracker_requests_total{type=\"announce\"} 1.0")
                    .contains("tracker6_udp_datagrams_total 0.0")
                    .contains("tracker6_http_answer_time_seconds_bucket{le=\"+Inf\"} 0")
                    .anyMatch(line -> line.startsWith("tracker6_build{java="))
                    .anyMatch(line -> line.startsWith("jvm_memory_used_bytes{"))
                    .noneMatch(line -> line.startsWith("tracker6_shared_"));
        }
    }

    @Test
    void answerTimesAreMeasuredFromTheFirstScrapeOn() throws Exception {
        try (Run run = Run.of(
                "--http", "[::1]:0", "--no-udp", "--lan", "--no-rate-limit", "--workers", "1", "--admin", "[::1]:0")) {
            InetSocketAddress admin = run.tracker().adminAddresses().get(0);
            InetSocketAddress http = run.tracker().httpAddresses().get(0);
            get(admin, "/metrics");
            for (int i = 0; i < 128; i++) {
                get(http, "/announce?info_hash=" + HASH + "&peer_id=-LT2080-abcdefghijkl&port=6881&left=0");
            }

            assertThat(get(admin, "/metrics").body().lines()).contains("tracker6_http_answer_time_seconds_count 2");
        }
    }

    @Test
    void manyThatAskAtOnceGetAnAnswerOrAreToldThatItIsBusy() throws Exception {
        try (Run run = Run.of("--http", "[::1]:0", "--no-udp", "--admin", "[::1]:0")) {
            InetSocketAddress admin = run.tracker().adminAddresses().get(0);
            List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 50)
                    .mapToObj(i -> CLIENT.sendAsync(request(admin, "/metrics"), HttpResponse.BodyHandlers.ofString()))
                    .toList();

            List<Integer> statuses =
                    answers.stream().map(answer -> answer.join().statusCode()).toList();

            assertThat(statuses).contains(200).isSubsetOf(200, 503);
            assertThat(get(admin, "/metrics").statusCode()).isEqualTo(200);
            assertThat(Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> thread.getName().equals("tracker6-status")))
                    .hasSize(1)
                    .allMatch(Thread::isDaemon);
        }
    }

    private static HttpRequest request(InetSocketAddress server, String path) {
        return HttpRequest.newBuilder(URI.create("http://" + ListenAddress.text(server) + path))
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    private static HttpResponse<String> get(InetSocketAddress server, String path)
            throws IOException, InterruptedException {
        return CLIENT.send(request(server, path), HttpResponse.BodyHandlers.ofString());
    }
}
