package io.github.tracker6.http.netty;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A private key and the certificate chain of its public key.
 *
 * @param chain the server's own certificate first
 */
record KeyPairChain(PrivateKey key, List<X509Certificate> chain) {
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final Integer DNS_NAME = 2;
    private static final Integer IP_ADDRESS = 7;
    private static final byte[] TRIAL = {1, 2, 3};

    KeyPairChain {
        chain = List.copyOf(chain);
    }

    /**
     * Reads both files, which can be one.
     *
     * @throws IOException if they cannot be used; the message begins with the file
     */
    static KeyPairChain read(Path chainFile, Path keyFile) throws IOException {
        PemFile chainPem = PemFile.read(chainFile);
        List<X509Certificate> chain = certificates(chainPem);
        PublicKey publicKey = chain.get(0).getPublicKey();
        PemFile keyPem = keyFile.equals(chainFile) ? chainPem : PemFile.read(keyFile);
        PrivateKey key = PemKey.of(keyPem, publicKey.getAlgorithm());
        if (!isPair(publicKey, key)) {
            for (X509Certificate other : chain.subList(1, chain.size())) {
                if (isPair(other.getPublicKey(), key)) {
                    throw new IOException(chainFile + ": the server's own certificate must come first");
                }
            }
            throw new IOException(keyFile + ": the private key is not that of the certificate in " + chainFile
                    + "; name the two that belong together");
        }
        return new KeyPairChain(key, chain);
    }

    private static List<X509Certificate> certificates(PemFile file) throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (PemFile.Block block : file.blocks()) {
            if (block.label().equals(CERTIFICATE)) {
                certificates.add(certificate(file, block, certificates.size() + 1));
            }
        }
        if (certificates.isEmpty()) {
            throw new IOException(
                    file.path() + ": holds no certificate; there should be a line -----BEGIN CERTIFICATE-----");
        }
        return certificates;
    }

    private static X509Certificate certificate(PemFile file, PemFile.Block block, int number) throws IOException {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(block.bytes()));
        } catch (CertificateException | IllegalArgumentException e) {
            throw new IOException(file.path() + ": certificate " + number + " is broken", e);
        }
    }

    private static boolean isPair(PublicKey publicKey, PrivateKey key) {
        if (publicKey instanceof RSAKey rsa) {
            BigInteger modulus = rsa.getModulus();
            return key instanceof RSAKey other && other.getModulus().equals(modulus);
        }
        try {
            String algorithm = publicKey.getAlgorithm().equals("EC") ? "SHA256withECDSA" : publicKey.getAlgorithm();
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(TRIAL);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(TRIAL);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // of another kind
        }
    }

    /** Returns the subject's alternative names (RFC 5280, section 4.2.1.6): DNS names and addresses; the subject without them. */
    List<String> names() {
        X509Certificate own = chain.get(0);
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = own.getSubjectAlternativeNames();
            for (List<?> each : alternatives == null ? List.<List<?>>of() : alternatives) {
                boolean isHost = each.get(0).equals(DNS_NAME) || each.get(0).equals(IP_ADDRESS);
                if (isHost) {
                    names.add(String.valueOf(each.get(1)));
                }
            }
        } catch (CertificateParsingException e) {
            names.clear(); // clients can't read them either
        }
        return names.isEmpty() ? List.of(own.getSubjectX500Principal().getName()) : names;
    }

    Instant notAfter() {
        return chain.get(0).getNotAfter().toInstant();
    }

    /** Names the certificate, and nothing of the key. */
    @Override
    public String toString() {
        return "certificate " + chain.get(0).getSerialNumber();
    }

    /** Returns why the certificate does not hold at a time, or an empty text. */
    String faultAt(Instant now) {
        Instant notBefore = chain.get(0).getNotBefore().toInstant();
        if (now.isAfter(notAfter())) {
            return "the certificate expired on " + notAfter();
        }
        return now.isBefore(notBefore) ? "the certificate is not valid before " + notBefore : "";
    }
}
