package io.github.tracker6.http.netty;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The blocks of a PEM file (RFC 7468); text outside of blocks is skipped. Immutable.
 *
 * @param path for messages
 */
record PemFile(Path path, List<Block> blocks) {
    private static final int MAX_BYTES = 1 << 20;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*?\\n(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final Pattern BEGIN = Pattern.compile("-----BEGIN [^\\n]*");

    /**
     * What stands between two marks.
     *
     * @param label such as {@code CERTIFICATE}
     * @param text Base64 with line ends, and header lines in keys that are encrypted in the traditional way
     */
    record Block(String label, String text) {
        byte[] bytes() {
            return Base64.getMimeDecoder().decode(text);
        }

        /** Returns the label alone: the text can be a private key. */
        @Override
        public String toString() {
            return label;
        }
    }

    PemFile {
        blocks = List.copyOf(blocks);
    }

    /**
     * Reads a file.
     *
     * @throws IOException if that fails or a block has no end; the message begins with the path
     */
    static PemFile read(Path path) throws IOException {
        String text = text(path);
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1), matcher.group(2)));
        }
        if (BEGIN.matcher(text).results().count() != blocks.size()) {
            throw new IOException(path + ": a PEM block has no end; the file may be written only in part");
        }
        return new PemFile(path, blocks);
    }

    private static String text(Path path) throws IOException {
        try {
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                throw new IOException(path + ": is no regular file; name a file in PEM");
            }
            if (Files.size(path) > MAX_BYTES) {
                throw new IOException(path + ": is longer than " + MAX_BYTES + " bytes, so it is no PEM file");
            }
            return Files.readString(path, StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
        } catch (NoSuchFileException e) {
            throw new IOException(path + ": no such file", e);
        } catch (java.nio.file.AccessDeniedException e) {
            throw new IOException(
                    path + ": the tracker's user may not read it; check its rights, and those of the folders"
                            + " above it",
                    e);
        }
    }
}
