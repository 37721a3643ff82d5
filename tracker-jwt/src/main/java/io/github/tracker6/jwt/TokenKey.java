package io.github.tracker6.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.util.Set;

/**
 * A key, and the algorithms that it is for.
 *
 * @param verifier thread-safe
 */
record TokenKey(Set<JWSAlgorithm> algorithms, JWSVerifier verifier) {
    /** RFC 7518, section 3.2: a key is as long as the hash, or longer. */
    private static final int MIN_SECRET_BYTES = 32;

    static TokenKey ofSecret(byte[] secret) {
        if (secret.length < MIN_SECRET_BYTES) {
            throw new IllegalArgumentException("secret has " + secret.length + " bytes, less than " + MIN_SECRET_BYTES);
        }
        try {
            return new TokenKey(Set.of(JWSAlgorithm.HS256), new MACVerifier(secret.clone()));
        } catch (JOSEException e) {
            throw new IllegalArgumentException("secret cannot be used", e);
        }
    }

    static TokenKey ofPublic(PublicKey key) {
        if (key instanceof EdECPublicKey edwards && Ed25519Verifier.takes(edwards)) {
            Ed25519Verifier verifier = new Ed25519Verifier(edwards);
            return new TokenKey(verifier.supportedJWSAlgorithms(), verifier);
        }
        if (key instanceof ECPublicKey curve) {
            try {
                ECDSAVerifier verifier = new ECDSAVerifier(curve);
                if (verifier.supportedJWSAlgorithms().equals(Set.of(JWSAlgorithm.ES256))) {
                    return new TokenKey(Set.of(JWSAlgorithm.ES256), verifier);
                }
            } catch (JOSEException e) {
                throw new IllegalArgumentException("key of " + key.getAlgorithm() + " cannot be used", e);
            }
        }
        throw new IllegalArgumentException("key of " + key.getAlgorithm() + " is neither Ed25519 nor of P-256");
    }
}
