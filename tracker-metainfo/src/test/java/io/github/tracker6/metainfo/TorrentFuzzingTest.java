package io.github.tracker6.metainfo;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.tracker6.InfoHash;
import java.util.List;

/** Any bytes as a torrent file. A usual build tries the inputs in the resources; {@code -Pfuzz} makes new ones. */
class TorrentFuzzingTest {
    @FuzzTest(maxDuration = "10m")
    void bytesAreATorrentOrAreRefusedWithAPlace(byte[] bytes) {
        Metainfo metainfo;
        try {
            metainfo = Metainfo.parse(bytes);
        } catch (InvalidTorrentException e) {
            assertThat(e.position()).isBetween(0L, (long) bytes.length);
            assertThat(e.reason()).matches("[\\x20-\\x7e]{5,150}");
            return;
        }
        byte[] info = metainfo.infoBytes();
        metainfo.v1InfoHash()
                .ifPresent(
                        hash -> assertThat(hash).isEqualTo(InfoHash.fromBytes(Digest.SHA_1.of(info, 0, info.length))));
        metainfo.v2InfoHash()
                .ifPresent(hash -> assertThat(hash.toBytes()).isEqualTo(Digest.SHA_256.of(info, 0, info.length)));
        assertThat(metainfo.toBytes()).isEqualTo(bytes);
        assertThat(metainfo.files()).allSatisfy(file -> {
            assertThat(file.length()).isNotNegative();
            assertThat(file.path()).isNotEmpty().doesNotContain("", ".", "..");
        });
        assertThat(metainfo.totalBytes()).isNotNegative();
        String tracker = "http://tracker.example.org/announce";
        Metainfo edited = metainfo.edit().addTier(List.of(tracker)).apply();
        assertThat(edited.tiers().stream().flatMap(List::stream)).contains(tracker);
        assertThat(edited.infoBytes()).isEqualTo(info);
    }
}
