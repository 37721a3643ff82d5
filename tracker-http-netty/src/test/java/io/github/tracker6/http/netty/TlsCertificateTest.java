package io.github.tracker6.http.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tracker6.health.Health;
import io.github.tracker6.health.HealthState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsCertificateTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "rsa.pem, rsa.key",
        "rsa.pem, rsa-pkcs1.key",
        "ec.pem, ec.key",
        "ec.pem, ec-sec1.key",
        "p384.pem, p384-sec1.key",
        "ed25519.pem, ed25519.key",
        "ec-expired.pem, ec.key",
    })
    void everyFormOfAKeyIsRead(String chain, String key) throws IOException {
        TlsFiles files = new TlsFiles(folder).write(chain, key);
        assertThat(files.read().notAfter()).isNotNull();
        files.writeChain(TlsFiles.text(key).replace("\n", "\r\n") + "some text\n" + TlsFiles.text(chain));
        assertThat(TlsCertificate.read(files.chain, files.chain).notAfter()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rsa.pem | rsa-encrypted.key       | key.pem: the private key is encrypted, and the tracker has no password",
                "rsa.pem | rsa-pkcs1-encrypted.key | openssl pkey -in",
                "rsa.pem | rsa.pem                 | key.pem: holds no private key; there should be a line -----BEGIN PRIV",
                "rsa.key | rsa.key                 | chain.pem: holds no certificate; there should be a line -----BEGIN CERT",
                "rsa.pem | ec.key                  | key.pem: the private key is broken, or no RSA key as the certificate's",
                "ec.pem  | p384-sec1.key           | key.pem: the private key is not that of the certificate in",
                "rsa-512.pem | rsa-512.key         | chain.pem: Java's TLS does not take it",
                "ec.pem  | rsa-pkcs1.key           | key.pem: the private key is broken, or no EC key",
            })
    void mistakeIsOneLineThatNamesTheFile(String chain, String key, String line) {
        TlsFiles files = new TlsFiles(folder).write(chain, key);
        assertThatThrownBy(files::read)
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(folder.toString())
                .hasMessageContaining(line);
    }

    @Test
    void brokenFilesAreNamed() throws IOException {
        TlsFiles files = new TlsFiles(folder).write("ec.pem", "ec.key");
        String chain = TlsFiles.text("ec.pem");
        files.writeChain(chain.substring(0, chain.length() / 2));
        assertThatThrownBy(files::read).hasMessageContaining("chain.pem: a PEM block has no end");
        files.writeChain(chain.replaceFirst("\n[^\n]+\n", "\n"));
        assertThatThrownBy(files::read).hasMessageContaining("chain.pem: certificate 1 is broken");
        files.writeChain(TlsFiles.text("p384.pem") + chain);
        assertThatThrownBy(files::read).hasMessageContaining("the server's own certificate must come first");
        files.writeChain(chain);
        Files.delete(files.key);
        assertThatThrownBy(files::read).hasMessage(files.key + ": no such file");
        Files.createDirectory(files.key);
        assertThatThrownBy(files::read).hasMessage(files.key + ": is no regular file; name a file in PEM");
    }

    private long nanos;

    private TlsCertificate certificate(TlsFiles files) throws IOException {
        return TlsCertificate.read(files.chain, files.key, Clock.systemUTC(), () -> nanos);
    }

    private boolean refreshedAfter(TlsCertificate certificate, int millis) throws IOException {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
        return certificate.refresh();
    }

    @Test
    void changedFilesAreReadWhenTheyWereTheSameForTwoSeconds() throws IOException {
        TlsFiles files = new TlsFiles(folder).write("ec.pem", "ec.key");
        TlsCertificate certificate = certificate(files);
        assertThat(refreshedAfter(certificate, 2_000)).isFalse();
        files.write("rsa.pem", "rsa.key");
        assertThat(refreshedAfter(certificate, 2_000)).isFalse();
        assertThat(refreshedAfter(certificate, 2_000)).isTrue();
        assertThat(refreshedAfter(certificate, 2_000)).isFalse();
    }

    @Test
    void aCertificateNearItsEndIsDegradedAndOneThatIsExpiredIsToo() throws IOException {
        TlsFiles files = new TlsFiles(folder).write("ec.pem", "ec.key");
        Instant end = files.read().notAfter();
        assertThat(at(files, end.minus(Duration.ofDays(14))).health()).isEqualTo(Health.UP);
        assertThat(at(files, end.minus(Duration.ofDays(14)).plusSeconds(1)).health())
                .isEqualTo(Health.degraded("it expires on " + end));
        assertThat(at(files, end.plusSeconds(1)).health())
                .isEqualTo(Health.degraded("the certificate expired on " + end + "; clients that check it refuse it"));
    }

    private static TlsCertificate at(TlsFiles files, Instant now) throws IOException {
        return TlsCertificate.read(files.chain, files.key, Clock.fixed(now, ZoneOffset.UTC), () -> 0);
    }

    @Test
    void filesThatCannotBeUsedAreDegradedUntilTheyCan() throws IOException {
        TlsFiles files = new TlsFiles(folder).write("ec.pem", "ec.key");
        TlsCertificate certificate = certificate(files);
        assertThat(certificate.health()).isEqualTo(Health.UP);
        files.writeChain("nothing");
        assertThatThrownBy(certificate::reload).isInstanceOf(IOException.class);
        assertThat(certificate.health().state()).isEqualTo(HealthState.DEGRADED);
        assertThat(certificate.health().reason())
                .startsWith("the one before is in force: " + files.chain + ": holds no certificate");
        files.write("rsa.pem", "rsa.key");
        assertThat(certificate.reload()).isTrue();
        assertThat(certificate.health()).isEqualTo(Health.UP);
    }

    @Test
    void otherFilesAreLookedAtInPlaceOfThoseBefore() throws IOException {
        TlsFiles files = new TlsFiles(folder).write("ec.pem", "ec.key");
        TlsFiles others = new TlsFiles(Files.createDirectory(folder.resolve("others"))).write("rsa.pem", "rsa.key");
        TlsCertificate certificate = certificate(files);
        Runnable take = certificate.prepare(others.chain, others.key);
        assertThat(certificate.notAfter()).isEqualTo(files.read().notAfter());
        assertThat(certificate.chainFile()).isEqualTo(files.chain);

        take.run();
        assertThat(certificate.notAfter()).isEqualTo(others.read().notAfter());
        assertThat(certificate.chainFile()).isEqualTo(others.chain);
        assertThat(certificate.reload()).isFalse();
        files.write("p384.pem", "p384-sec1.key");
        refreshedAfter(certificate, 2_000);
        assertThat(refreshedAfter(certificate, 2_000)).isFalse();
        others.write("ec.pem", "ec.key");
        refreshedAfter(certificate, 2_000);
        assertThat(refreshedAfter(certificate, 2_000)).isTrue();
    }

    @Test
    void otherFilesThatCantBeUsedAreNotTaken() throws IOException {
        TlsFiles files = new TlsFiles(folder).write("ec.pem", "ec.key");
        TlsFiles others =
                new TlsFiles(Files.createDirectory(folder.resolve("others"))).write("ec-expired.pem", "ec.key");
        TlsCertificate certificate = certificate(files);
        assertThatThrownBy(() -> certificate.prepare(others.chain, others.key))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(others.chain + ": the certificate expired on ");
        assertThatThrownBy(() -> certificate.prepare(others.chain, folder.resolve("missing")))
                .hasMessage(folder.resolve("missing") + ": no such file");
        assertThat(certificate.chainFile()).isEqualTo(files.chain);
        assertThat(certificate.reload()).isFalse();
    }

    @Test
    void looksOfTwoServersDoNotMakeTwoSeconds() throws IOException {
        TlsFiles files = new TlsFiles(folder).write("ec.pem", "ec.key");
        TlsCertificate certificate = certificate(files);
        files.write("rsa.pem", "rsa.key");
        assertThat(refreshedAfter(certificate, 2_000)).isFalse();
        assertThat(refreshedAfter(certificate, 10)).isFalse();
        files.writeChain(TlsFiles.text("rsa.pem") + "\n");
        assertThat(refreshedAfter(certificate, 1_990)).isFalse();
        assertThat(refreshedAfter(certificate, 10)).isFalse();
        assertThat(refreshedAfter(certificate, 1_980)).isFalse();
        assertThat(refreshedAfter(certificate, 10)).isTrue();
    }

    @Test
    void filesThatAreTouchedAreNoChange() throws IOException {
        TlsFiles files = new TlsFiles(folder).write("ec.pem", "ec.key");
        TlsCertificate certificate = certificate(files);
        Files.setLastModifiedTime(files.key, FileTime.fromMillis(1));
        assertThat(refreshedAfter(certificate, 2_000)).isFalse();
        assertThat(refreshedAfter(certificate, 2_000)).isFalse();
        assertThat(certificate.reload()).isFalse();
    }

    @Test
    void pairThatDoesNotFitIsReportedOnceAndTakenWhenItFits() throws IOException {
        TlsFiles files = new TlsFiles(folder).write("ec.pem", "ec.key");
        TlsCertificate certificate = certificate(files);
        files.writeChain(TlsFiles.text("p384.pem"));
        assertThat(refreshedAfter(certificate, 2_000)).isFalse();
        assertThatThrownBy(() -> refreshedAfter(certificate, 2_000))
                .hasMessageContaining("is not that of the certificate in");
        for (int i = 0; i < 100; i++) {
            assertThat(refreshedAfter(certificate, 2_000)).isFalse();
        }
        files.writeKey(TlsFiles.text("p384-sec1.key"));
        assertThat(refreshedAfter(certificate, 2_000)).isFalse();
        assertThat(refreshedAfter(certificate, 2_000)).isTrue();
    }

    @Test
    void faultThatEndsWithoutAChangeOfLooksIsNoticedWithinAMinute() throws IOException {
        TlsFiles files = new TlsFiles(folder).write("ec.pem", "ec.key");
        TlsCertificate certificate = certificate(files);
        String sound = TlsFiles.text("p384.pem");
        FileTime time = FileTime.fromMillis(1_700_000_000_000L);
        files.writeKey(TlsFiles.text("p384-sec1.key"));
        Files.writeString(files.chain, "x".repeat(sound.length()));
        Files.setLastModifiedTime(files.chain, time);
        assertThat(refreshedAfter(certificate, 2_000)).isFalse();
        assertThatThrownBy(() -> refreshedAfter(certificate, 2_000)).hasMessageContaining("holds no certificate");
        Files.writeString(files.chain, sound);
        Files.setLastModifiedTime(files.chain, time);
        assertThat(refreshedAfter(certificate, 59_000)).isFalse();
        assertThat(refreshedAfter(certificate, 1_000)).isTrue();
        assertThat(refreshedAfter(certificate, 60_000)).isFalse();
    }

    @Test
    void anotherFaultIsReportedToo() throws IOException {
        TlsFiles files = new TlsFiles(folder).write("ec.pem", "ec.key");
        TlsCertificate certificate = certificate(files);
        files.writeChain(TlsFiles.text("p384.pem"));
        assertThatThrownBy(certificate::reload).hasMessageContaining("is not that of the certificate in");
        assertThat(refreshedAfter(certificate, 60_000)).isFalse();
        assertThat(refreshedAfter(certificate, 60_000)).isFalse();
        Files.delete(files.key);
        assertThat(refreshedAfter(certificate, 60_000)).isFalse();
        assertThatThrownBy(() -> refreshedAfter(certificate, 60_000)).hasMessageContaining("no such file");
    }

    @ParameterizedTest
    @CsvSource({"rsa.pem, rsa.key", "ec.pem, ec-sec1.key"})
    void textHasNothingOfTheKey(String chain, String key) throws IOException {
        TlsFiles files = new TlsFiles(folder).write(chain, key);
        assertThat(PemFile.read(files.key).toString())
                .contains("PRIVATE KEY")
                .doesNotContain(TlsFiles.text(key).lines().skip(1).findFirst().orElseThrow());
        KeyPairChain pair = KeyPairChain.read(files.chain, files.key);
        assertThat(pair.toString()).startsWith("certificate ").doesNotContainIgnoringCase("key");
    }

    @Test
    void expiredCertificateDoesNotReplaceOneThatHolds() throws IOException {
        TlsFiles files = new TlsFiles(folder).write("ec.pem", "ec.key");
        TlsCertificate certificate = files.read();
        files.writeChain(TlsFiles.text("ec-expired.pem"));
        assertThatThrownBy(certificate::reload)
                .hasMessage(files.chain + ": the certificate expired on 2021-01-01T00:00:00Z");
        assertThat(certificate.notAfter().toString()).startsWith("2126-");
    }
}
