package io.github.tracker6.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.io.TempDir;

/** Any bytes as a state file. A usual build tries the inputs in the resources; {@code -Pfuzz} makes new ones. */
class StateFileFuzzingTest {
    private static final String KIND = "T6-FUZZY";
    private static final int HEAD_BYTES = KIND.length() + Integer.BYTES;

    @TempDir
    private Path folder;

    @FuzzTest(maxDuration = "10m")
    void aFileIsReadWholeOrLeftOutWithOneLine(byte[] bytes) throws IOException {
        assertThat(read(bytes)).isEqualTo(expected(bytes));
        byte[] sound = sound(bytes);
        assertThat(read(sound)).contains(HexFormat.of().formatHex(bytes));
        if (bytes.length > 0) {
            byte[] damaged = sound.clone();
            damaged[Byte.toUnsignedInt(bytes[0]) % damaged.length] ^= 1;
            assertThat(read(damaged)).isEmpty();
            assertThat(read(Arrays.copyOf(sound, sound.length - 1))).isEmpty();
        }
    }

    /** Returns what was read as hex digits. */
    private Optional<String> read(byte[] file) throws IOException {
        StateFile state = new StateFile(folder.resolve("state"));
        Files.write(state.path(), file);
        List<String> refused = new ArrayList<>();
        Optional<String> read = state.read(KIND, refused::add).map(HexFormat.of()::formatHex);
        assertThat(refused).hasSize(read.isPresent() ? 0 : 1);
        return read;
    }

    private static Optional<String> expected(byte[] file) {
        boolean whole = file.length >= HEAD_BYTES + Integer.BYTES;
        byte[] payload = whole ? Arrays.copyOfRange(file, HEAD_BYTES, file.length - Integer.BYTES) : new byte[0];
        return whole && Arrays.equals(sound(payload), file)
                ? Optional.of(HexFormat.of().formatHex(payload))
                : Optional.empty();
    }

    /** Returns the file of a payload. */
    private static byte[] sound(byte[] payload) {
        byte[] file = new byte[HEAD_BYTES + payload.length + Integer.BYTES];
        System.arraycopy(KIND.getBytes(StandardCharsets.US_ASCII), 0, file, 0, KIND.length());
        BigEndian.putInt(file, KIND.length(), payload.length);
        System.arraycopy(payload, 0, file, HEAD_BYTES, payload.length);
        CRC32C checksum = new CRC32C();
        checksum.update(file, 0, HEAD_BYTES + payload.length);
        BigEndian.putInt(file, HEAD_BYTES + payload.length, (int) checksum.getValue());
        return file;
    }
}
