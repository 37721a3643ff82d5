package io.github.tracker6.metainfo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A torrent file that another program made, and what libtorrent reads in it. The program {@code make} beside them made both.
 *
 * @param v1 "-" if it has none
 * @param v2 "-" if it has none
 * @param files as length, colon, path
 */
record Golden(String file, String name, String v1, String v2, int pieceLength, boolean isPrivate, List<String> files) {
    static List<Golden> all() {
        String[] lines = new String(bytes("expected.tsv"), StandardCharsets.UTF_8).split("\n", -1);
        List<Golden> goldens = Arrays.stream(lines)
                .filter(line -> !line.isEmpty())
                .map(Golden::parse)
                .toList();
        assertThat(goldens).hasSize(18);
        return goldens;
    }

    static byte[] bytes(String file) {
        try (InputStream in = Golden.class.getResourceAsStream("golden/" + file)) {
            assertThat(in).as(file).isNotNull();
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] bytes() {
        return bytes(file);
    }

    private static Golden parse(String line) {
        List<String> fields = List.of(line.split("\t", -1));
        return new Golden(
                fields.get(0),
                fields.get(1),
                fields.get(2),
                fields.get(3),
                Integer.parseInt(fields.get(4)),
                fields.get(5).equals("True"),
                fields.subList(6, fields.size()));
    }

    @Override
    public String toString() {
        return file;
    }
}
