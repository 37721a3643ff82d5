package io.github.tracker6.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.EdECPublicKey;
import java.util.Set;

/** Verifies Ed25519 signatures with the JDK (RFC 8037, section 3.1; RFC 9864). The library's own needs Tink. Thread-safe. */
final class Ed25519Verifier extends BaseJWSProvider implements JWSVerifier {
    private static final String CURVE = "Ed25519";

    private final EdECPublicKey key;

    Ed25519Verifier(EdECPublicKey key) {
        super(Set.of(JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519));
        this.key = key;
    }

    static boolean takes(EdECPublicKey key) {
        return key.getParams().getName().equals(CURVE);
    }

    @Override
    public boolean verify(JWSHeader header, byte[] signed, Base64URL signature) {
        if (header.getCriticalParams() != null) {
            return false; // this knows no extension
        }
        try {
            Signature verifier = Signature.getInstance(CURVE);
            verifier.initVerify(key);
            verifier.update(signed);
            return verifier.verify(signature.decode());
        } catch (SignatureException e) {
            return false; // it has another length, for one
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("each JDK has " + CURVE, e);
        }
    }
}
