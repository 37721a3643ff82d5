package io.github.tracker6.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {
    private static final String KIND = "TESTFILE";

    @TempDir
    Path directory;

    private final List<String> refused = new ArrayList<>();
    private StateFile file = new StateFile(Path.of("none"));

    @BeforeEach
    void name() {
        file = new StateFile(directory.resolve("state"));
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        assertThat(file.read(KIND, refused::add)).isEmpty();
        for (byte[] payload : new byte[][] {{}, {1}, new byte[100_000]}) {
            file.write(KIND, payload);
            assertThat(file.read(KIND, refused::add)).hasValue(payload);
        }
        assertThat(refused).isEmpty();
    }

    @Test
    void onlyTheOwnerMayReadIt() throws IOException {
        file.write(KIND, new byte[] {1});
        file.write(KIND, new byte[] {2});
        try (var files = Files.list(directory)) {
            for (Path path : files.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .as(path.toString())
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void theOneBeforeIsTakenWhereTheNewestIsBroken() throws IOException {
        file.write(KIND, new byte[] {1, 2, 3});
        file.write(KIND, new byte[] {4, 5, 6});
        byte[] sound = Files.readAllBytes(file.path());
        for (int at = 0; at < sound.length; at++) {
            byte[] broken = sound.clone();
            broken[at] ^= 4;
            assertTheOneBeforeIsTaken(broken);
        }
        for (int length = 0; length < sound.length; length++) {
            assertTheOneBeforeIsTaken(Arrays.copyOf(sound, length));
        }
        assertTheOneBeforeIsTaken(Arrays.copyOf(sound, sound.length + 1));
    }

    private void assertTheOneBeforeIsTaken(byte[] broken) throws IOException {
        Files.write(file.path(), broken);
        refused.clear();
        assertThat(file.read(KIND, refused::add)).hasValue(new byte[] {1, 2, 3});
        assertThat(refused).hasSize(1);
        assertThat(refused.get(0)).startsWith(file.path().toString()).doesNotContain("\n");
    }

    @Test
    void aFileOfAnotherKindIsLeftOut() throws IOException {
        file.write("OTHER---", new byte[] {1});
        assertThat(file.read(KIND, refused::add)).isEmpty();
        assertThat(refused).hasSize(1);
    }

    @Test
    void aWriteThatFailsLeavesTheFileAsItWas() throws IOException {
        file.write(KIND, new byte[] {1});
        assertThatThrownBy(() -> file.replace(out -> {
                    out.write(new byte[100_000]);
                    throw new IOException("full");
                }))
                .isInstanceOf(IOException.class);
        assertThat(file.read(KIND, refused::add)).hasValue(new byte[] {1});
        try (var files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void whatACrashLeftUnfinishedIsNoHindrance() throws IOException {
        Files.write(directory.resolve("state.unfinished"), new byte[] {1});
        Files.write(directory.resolve("state.link"), new byte[] {1});
        file.write(KIND, new byte[] {2});
        file.write(KIND, new byte[] {3});
        assertThat(file.read(KIND, refused::add)).hasValue(new byte[] {3});
    }

    @Test
    void aKindHas8Characters() {
        assertThatThrownBy(() -> file.write("SHORT", new byte[1])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void partsAreSavedAtIntervalsAndAtTheEnd() throws Exception {
        AtomicInteger saved = new AtomicInteger();
        CountDownLatch thrice = new CountDownLatch(3);
        List<String> failures = new ArrayList<>();
        StateSaver saver = new StateSaver(Duration.ofMillis(5), failures::add)
                .add("broken", () -> {
                    throw new IOException("no room");
                })
                .add("sound", () -> {
                    saved.incrementAndGet();
                    thrice.countDown();
                })
                .start();
        assertThat(thrice.await(10, TimeUnit.SECONDS)).isTrue();
        saver.close();
        int atTheEnd = saved.get();
        assertThat(failures).hasSize(atTheEnd);
        assertThat(failures.get(0)).startsWith("broken").contains("no room");
        saver.close();
        assertThat(saved.get()).isEqualTo(atTheEnd);
    }

    @Test
    void aSaverThatWasNotStartedSavesNothing() {
        AtomicInteger saved = new AtomicInteger();
        StateSaver saver = new StateSaver(Duration.ofHours(1), failure -> {});
        saver.add("part", saved::incrementAndGet);
        saver.close();
        assertThat(saved.get()).isZero();
        StateSaver started = new StateSaver(Duration.ofHours(1), failure -> {});
        started.add("part", saved::incrementAndGet).start().close();
        assertThat(saved.get()).isEqualTo(1);
    }
}
