package io.github.tracker6.http.netty;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Reads a private key: PKCS#8 (RFC 5208), and the older forms of OpenSSL, which it wraps into PKCS#8: PKCS#1 (RFC 8017,
 * section A.1.2) and SEC 1 (RFC 5915). Stateless.
 */
final class PemKey {
    private static final String PKCS_8 = "PRIVATE KEY";
    private static final String PKCS_1 = "RSA PRIVATE KEY";
    private static final String SEC_1 = "EC PRIVATE KEY";
    private static final String ENCRYPTED_PKCS_8 = "ENCRYPTED PRIVATE KEY";
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int PARAMETERS = 0xa0;
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] VERSION_0 = HEX.parseHex("020100");
    private static final byte[] RSA = HEX.parseHex("06092a864886f70d0101010500");
    private static final byte[] EC_PUBLIC_KEY = HEX.parseHex("06072a8648ce3d0201");

    private PemKey() {}

    /**
     * Returns the key of a file.
     *
     * @param algorithm of the certificate's public key, such as {@code RSA}, {@code EC} or {@code Ed25519}
     * @throws IOException if it has none, or one that is encrypted, broken or of another algorithm; the message begins with
     *     the path and says what to do
     */
    static PrivateKey of(PemFile file, String algorithm) throws IOException {
        for (PemFile.Block block : file.blocks()) {
            switch (block.label()) {
                case ENCRYPTED_PKCS_8 -> throw encrypted(file);
                case PKCS_8 -> {
                    return key(file, algorithm, block);
                }
                case PKCS_1, SEC_1 -> {
                    if (block.text().contains("ENCRYPTED")) {
                        throw encrypted(file);
                    }
                    return key(file, algorithm, block);
                }
                default -> {
                    // a certificate in the same file, or the parameters of the curve
                }
            }
        }
        throw new IOException(
                file.path() + ": holds no private key; there should be a line -----BEGIN PRIVATE KEY-----");
    }

    private static IOException encrypted(PemFile file) {
        return new IOException(file.path() + ": the private key is encrypted, and the tracker has no password; store it"
                + " without: openssl pkey -in " + file.path() + " -out key.pem");
    }

    private static PrivateKey key(PemFile file, String algorithm, PemFile.Block block) throws IOException {
        try {
            byte[] der = block.bytes();
            byte[] pkcs8 = switch (block.label()) {
                case PKCS_1 -> wrapped(RSA, der);
                case SEC_1 -> wrapped(join(EC_PUBLIC_KEY, curve(der)), der);
                default -> der;
            };
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException(
                    file.path() + ": the private key is broken, or no " + algorithm + " key as the certificate's;"
                            + " look at it: openssl pkey -in " + file.path() + " -noout -text",
                    e);
        }
    }

    private static byte[] wrapped(byte[] algorithm, byte[] key) {
        return tagged(SEQUENCE, join(VERSION_0, tagged(SEQUENCE, algorithm), tagged(OCTET_STRING, key)));
    }

    /** Returns the object identifier of the curve, with its tag: a SEC 1 key names it behind version and number. */
    private static byte[] curve(byte[] der) {
        int at = contentAt(der, 0);
        while ((der[at] & 0xff) != PARAMETERS) {
            at = contentAt(der, at) + lengthAt(der, at);
        }
        int from = contentAt(der, at);
        if (der[from] != OBJECT_IDENTIFIER) {
            throw new IllegalArgumentException("the curve has no name");
        }
        return Arrays.copyOfRange(der, from, contentAt(der, from) + lengthAt(der, from));
    }

    private static int lengthAt(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7f); i++) {
            length = (length << Byte.SIZE) | (der[at + 2 + i] & 0xff);
        }
        if (length < 0) {
            throw new IllegalArgumentException("too long");
        }
        return length;
    }

    private static int contentAt(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static byte[] tagged(int tag, byte[] content) {
        int length = content.length;
        byte[] head;
        if (length < 0x80) {
            head = new byte[] {(byte) tag, (byte) length};
        } else if (length <= 0xff) {
            head = new byte[] {(byte) tag, (byte) 0x81, (byte) length};
        } else {
            head = new byte[] {(byte) tag, (byte) 0x82, (byte) (length >>> Byte.SIZE), (byte) length};
        }
        return join(head, content);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
