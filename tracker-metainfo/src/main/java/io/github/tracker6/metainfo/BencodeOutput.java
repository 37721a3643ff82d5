package io.github.tracker6.metainfo;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Bencode that is being written (BEP 3). The caller sorts the keys. Not thread-safe. */
final class BencodeOutput {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    BencodeOutput beginDictionary() {
        out.write('d');
        return this;
    }

    BencodeOutput beginList() {
        out.write('l');
        return this;
    }

    BencodeOutput end() {
        out.write('e');
        return this;
    }

    BencodeOutput integer(long value) {
        out.writeBytes(("i" + value + "e").getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    BencodeOutput string(byte[] content) {
        out.writeBytes((content.length + ":").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(content);
        return this;
    }

    /** Writes a string of one byte per character. */
    BencodeOutput string(String raw) {
        return string(raw.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Writes a list of strings of one byte per character. */
    BencodeOutput strings(List<String> raw) {
        beginList();
        raw.forEach(this::string);
        return end();
    }

    /** Writes bytes that are bencode already. */
    BencodeOutput raw(byte[] bytes, int from, int to) {
        out.write(bytes, from, to - from);
        return this;
    }

    byte[] toBytes() {
        return out.toByteArray();
    }
}
