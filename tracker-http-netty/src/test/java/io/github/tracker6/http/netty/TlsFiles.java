package io.github.tracker6.http.netty;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Certificates and keys, made by OpenSSL and valid for a hundred years but for the expired one; in a folder of the test. */
final class TlsFiles {
    final Path chain;
    final Path key;

    TlsFiles(Path folder) {
        chain = folder.resolve("chain.pem");
        key = folder.resolve("key.pem");
    }

    /** Writes the two files. */
    TlsFiles write(String chainName, String keyName) {
        writeChain(text(chainName));
        writeKey(text(keyName));
        return this;
    }

    void writeChain(String text) {
        write(chain, text);
    }

    void writeKey(String text) {
        write(key, text);
    }

    TlsCertificate read() throws IOException {
        return TlsCertificate.read(chain, key);
    }

    /** Replaces a file as a careful program does, so that it is never there in part. */
    private static void write(Path file, String text) {
        try {
            Path other = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
            Files.move(other, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a file of the test's resources. */
    static String text(String name) {
        try (InputStream in = TlsFiles.class.getResourceAsStream("tls/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
