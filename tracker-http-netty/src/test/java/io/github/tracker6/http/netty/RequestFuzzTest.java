package io.github.tracker6.http.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.http.HttpLimits;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

class RequestFuzzTest {
    private static final HttpLimits SMALL = HttpLimits.builder()
            .maxRequestLineBytes(200)
            .maxHeaderBytes(100)
            .maxHeaderFields(5)
            .maxRequestsPerConnection(6)
            .build();

    @BeforeContainer
    static void listenForLeaks() {
        Leaks.listen();
    }

    @AfterContainer
    static void nothingLeaked() {
        Leaks.assertNone();
    }

    @Property(tries = 200)
    void anySplitOfAPipelinedStreamGivesTheSameAnswers(
            @ForAll("streams") String stream,
            @ForAll @Size(max = 30) List<@IntRange(min = 0, max = 2_000) Integer> cuts) {
        assertSameInPieces(stream.getBytes(StandardCharsets.ISO_8859_1), cuts);
    }

    @Property(tries = 400)
    void mutatedBytesNeverThrowNorHangAndEverySplitAgrees(
            @ForAll("streams") String stream,
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 0, max = 2_000) Integer> places,
            @ForAll @Size(min = 8, max = 8) byte[] values,
            @ForAll @Size(max = 10) List<@IntRange(min = 0, max = 2_000) Integer> cuts) {
        byte[] bytes = stream.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < places.size(); i++) {
            bytes[places.get(i) % bytes.length] = values[i];
        }
        assertSameInPieces(bytes, cuts);
    }

    private static void assertSameInPieces(byte[] bytes, List<Integer> cuts) {
        Wire whole = new Wire(SMALL);
        String expected = whole.send(bytes);
        Wire cut = new Wire(SMALL);
        StringBuilder answers = new StringBuilder();
        int[] places = cuts.stream()
                .mapToInt(place -> place % (bytes.length + 1))
                .sorted()
                .toArray();
        int from = 0;
        for (int to : places) {
            answers.append(cut.send(Arrays.copyOfRange(bytes, from, to)));
            from = to;
        }
        answers.append(cut.send(Arrays.copyOfRange(bytes, from, bytes.length)));
        assertThat(answers).hasToString(expected);
        assertThat(cut.open()).isEqualTo(whole.open());
        assertThat(whole.context.stats().errors()).isZero();
        assertThat(cut.context.stats().errors()).isZero();
        assertThat(whole.context.stats().failures()).isZero();
        whole.channel.finishAndReleaseAll();
        cut.channel.finishAndReleaseAll();
    }

    @Property(tries = 40)
    void byteByByteIsLikeAtOnce(@ForAll("streams") String stream) {
        byte[] bytes = stream.getBytes(StandardCharsets.ISO_8859_1);
        assertSameInPieces(
                bytes, java.util.stream.IntStream.range(1, bytes.length).boxed().toList());
    }

    @Provide
    Arbitrary<String> streams() {
        Arbitrary<String> requests = Arbitraries.of(
                Wire.GET,
                Wire.GET,
                Wire.GET.replace("GET ", "HEAD "),
                "\r\n" + Wire.GET,
                Wire.GET.replace("HTTP/1.1", "HTTP/1.0").replace("\r\n\r\n", "\r\nConnection: keep-alive\r\n\r\n"),
                Wire.GET.replace("/announce?", "/scrape?"),
                Wire.GET.replace("/announce?", "/nothing?"),
                Wire.GET.replace("\r\n\r\n", "\r\nA: b\r\nC: d\r\nE: f\r\nG: h\r\n\r\n"),
                Wire.GET.replace("\r\n\r\n", "\r\nA: b\r\nC: d\r\nE: f\r\nG: h\r\nI: j\r\n\r\n"),
                Wire.GET.replace("port=6881", "port=0&x=" + "y".repeat(60)),
                Wire.GET.replace("port=6881", "x=" + "y".repeat(100)),
                Wire.GET.replace("\r\n\r\n", "\r\nX: " + "y".repeat(58) + "\r\n\r\n"),
                Wire.GET.replace("\r\n\r\n", "\r\nX: " + "y".repeat(80) + "\r\n\r\n"),
                Wire.GET.replace("GET ", "POST "),
                Wire.GET_AND_CLOSE,
                Wire.GET.replace("Host", " Host"),
                "GET");
        return requests.list().ofMinSize(1).ofMaxSize(8).map(list -> String.join("", list));
    }
}
