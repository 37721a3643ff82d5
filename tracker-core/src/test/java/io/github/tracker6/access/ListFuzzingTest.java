package io.github.tracker6.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.tracker6.InfoHash;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;

/** Any bytes as a list of info hashes. A usual build tries the inputs in the resources; {@code -Pfuzz} makes new ones. */
class ListFuzzingTest {
    private static final Pattern LINE = Pattern.compile(
            "[ \\t\\r]*(?:#.*|([0-9A-Fa-f]{40})(?:[0-9A-Fa-f]{24})?(?![0-9A-Za-z\\x80-\\xff]).*)?", Pattern.DOTALL);
    private static final String TORRENT = "d[0-9]{1,9}:.*";

    @TempDir
    private Path folder;

    @FuzzTest(maxDuration = "10m")
    void aListIsReadByItsLinesOrRefusedWithItsName(byte[] text) throws IOException {
        Optional<InfoHashSet> read = read(text);
        assertThat(read).isEqualTo(expected(new String(text, StandardCharsets.ISO_8859_1)));
        if (read.isPresent()) {
            assertThat(read(withCarriageReturns(text))).isEqualTo(read);
            assertThat(InfoHashSet.parse(text)).isEqualTo(read.get());
        }
        // Each 20 bytes of the input as a hash of their own.
        StringBuilder lines = new StringBuilder();
        int hashes = text.length / InfoHash.BYTES;
        for (int i = 0; i < hashes; i++) {
            lines.append(HexFormat.of().formatHex(text, i * InfoHash.BYTES, (i + 1) * InfoHash.BYTES))
                    .append('\n');
        }
        InfoHashSet set =
                read(lines.toString().getBytes(StandardCharsets.US_ASCII)).orElseThrow();
        for (int i = 0; i < hashes; i++) {
            assertThat(set.contains(
                            InfoHash.fromBytes(Arrays.copyOfRange(text, i * InfoHash.BYTES, (i + 1) * InfoHash.BYTES))))
                    .isTrue();
        }
        assertThat(set.size())
                .isEqualTo((int) lines.toString().lines().distinct().count());
    }

    private Optional<InfoHashSet> read(byte[] text) throws IOException {
        Path file = Files.write(folder.resolve("list"), text);
        try {
            return Optional.of(InfoHashFile.read(file).get());
        } catch (IOException e) {
            assertThat(e).hasMessageStartingWith(file.toString());
            assertThat(e.getMessage()).hasSizeLessThan(file.toString().length() + 100);
            return Optional.empty();
        }
    }

    /** Reads a list in another way: by a pattern. */
    private static Optional<InfoHashSet> expected(String text) {
        if (Pattern.compile(TORRENT, Pattern.DOTALL).matcher(text).matches()) {
            return Optional.empty();
        }
        Set<InfoHash> hashes = new HashSet<>();
        for (String line : text.replaceFirst("^\\xef\\xbb\\xbf", "").split("\n", -1)) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                return Optional.empty();
            }
            if (matcher.group(1) != null) {
                hashes.add(InfoHash.fromHex(matcher.group(1)));
            }
        }
        return Optional.of(InfoHashSet.of(hashes));
    }

    private static byte[] withCarriageReturns(byte[] text) {
        ByteArrayOutputStream changed = new ByteArrayOutputStream();
        for (byte b : text) {
            if (b == '\n') {
                changed.write('\r');
            }
            changed.write(b);
        }
        return changed.toByteArray();
    }
}
