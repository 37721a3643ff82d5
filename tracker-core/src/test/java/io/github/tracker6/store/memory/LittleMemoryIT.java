package io.github.tracker6.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A JVM with less memory than the caps need: what does not fit is answered and not listed, at once, and nothing breaks. */
@Tag("long")
class LittleMemoryIT {
    /** How many random info hashes are offered: 3,000,000, or what the system property says. */
    private static final int HASHES = Integer.getInteger("tracker6.memory.hashes", 3_000_000);

    private static final Pattern FIGURE = Pattern.compile("(\\w+)=(\\w+)");

    @ParameterizedTest
    @CsvSource({
        // heap, direct memory, hosts, swarms
        "64m, 64m, 2000000, 1000",
        "64m, 16m, 2000000, 1",
        "64m, 32m, 3000000, 3000000",
    })
    void aStoreTakesWhatFits(String heap, String direct, int shortHosts, int swarms) throws Exception {
        int hosts = swarms == shortHosts ? HASHES : shortHosts;
        Map<String, String> figures = run(heap, direct, hosts, swarms == shortHosts ? hosts : swarms);
        long listed = Long.parseLong(figures.get("listed"));
        assertThat(listed).isGreaterThan(100_000);
        assertThat(Long.parseLong(figures.get("unlisted"))).isEqualTo(hosts - listed);
        assertThat(Long.parseLong(figures.get("slow"))).isLessThan(20);
        assertThat(figures)
                .containsEntry("held", Long.toString(listed))
                .containsEntry("left", "0")
                .containsEntry("knownIsServed", "true")
                .containsEntry("listedAgain", "true");
    }

    private static Map<String, String> run(String heap, String direct, int hosts, int swarms)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + heap,
                        "-XX:MaxDirectMemorySize=" + direct,
                        "-cp",
                        System.getProperty("java.class.path"),
                        LittleMemory.class.getName(),
                        Integer.toString(hosts),
                        Integer.toString(swarms)))
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(output).isZero();
            assertThat(output).doesNotContain("OutOfMemoryError");
            System.out.print(output);
            Matcher matcher = FIGURE.matcher(output);
            Map<String, String> figures = new HashMap<>();
            while (matcher.find()) {
                figures.put(matcher.group(1), matcher.group(2));
            }
            return figures;
        } finally {
            process.destroyForcibly();
        }
    }
}
