package io.github.tracker6.benchmarks.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.benchmarks.load.Target;
import io.github.tracker6.standalone.Main;
import io.github.tracker6.testkit.Await;
import io.github.tracker6.testkit.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The program that operators run, as a process of its own, on one port of both loopback addresses. Closing it ends it. */
final class TrackerProcess implements AutoCloseable {
    private final Process process;
    private final Map<Way, Target> targets = new EnumMap<>(Way.class);

    TrackerProcess(Path folder, String... options) throws IOException {
        int port = FreePort.on(InetAddress.getByName("::"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName()));
        for (String address : List.of("[::1]:" + port, "127.0.0.1:" + port)) {
            command.addAll(List.of("--http", address, "--udp", address));
            for (String url : List.of("http://" + address + "/announce", "udp://" + address)) {
                Target target = Target.parse(url);
                targets.put(Way.of(target), target);
            }
        }
        command.addAll(List.of(options));
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        Await.until("the tracker serves, or has ended; its log is in " + err, () -> isServing(out));
        assertThat(process.isAlive()).as(Files.readString(err)).isTrue();
    }

    private boolean isServing(Path out) {
        try {
            return Files.readAllLines(out).size() >= targets.size() || !process.isAlive();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    Map<Way, Target> targets() {
        return targets;
    }

    Map<Way, InetSocketAddress> addresses() {
        return targets.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().address()));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
