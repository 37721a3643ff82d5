package io.github.tracker6.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AnnounceRequestTest {
    private static final InfoHash SWARM = InfoHash.fromHex("c12fe1c06bba254a9dc9f519b335aa7c1367a88a");

    @Test
    void theTextHoldsNoAddressAndNoSecret() {
        AnnounceRequest request = new AnnounceRequest()
                .infoHash(SWARM)
                .peerId("-XX0001-peeridsecret".getBytes(StandardCharsets.US_ASCII))
                .key(0x5ec2e7L)
                .source(Endpoint.parse("[2001:db8::abcd]:1").address())
                .port(54321)
                .left(-1)
                .uploaded(11)
                .downloaded(12)
                .event(AnnounceEvent.COMPLETED)
                .numWant(7)
                .path("/passkey123/announce")
                .claim(Endpoint.parse("192.0.2.99:4321"));
        assertThat(request)
                .hasToString("AnnounceRequest[infoHash=" + SWARM
                        + ", family=IPV6, event=COMPLETED, left=18446744073709551615, numWant=7, bothFamilies=true]");
    }

    @Test
    void aDirectCallerGetsBothFamiliesUnlessItSaysOtherwise() {
        AnnounceRequest request = new AnnounceRequest();
        assertThat(request.bothFamilies()).isTrue();
        assertThat(request.bothFamilies(false).reset().bothFamilies()).isTrue();
    }

    @Test
    void portsAndPeerIdsAreChecked() {
        AnnounceRequest request = new AnnounceRequest();
        assertThatIllegalArgumentException().isThrownBy(() -> request.port(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> request.port(65_536));
        assertThatIllegalArgumentException().isThrownBy(() -> request.peerId(new byte[19]));
    }

    @Test
    void thePeerIdCanBeReadAsWords() {
        AnnounceRequest request = new AnnounceRequest().peerId(1, 2, 3);
        assertThat(request.peerIdHead()).isEqualTo(1);
        assertThat(request.peerIdMiddle()).isEqualTo(2);
        assertThat(request.peerIdTail()).isEqualTo(3);
    }

    @Test
    void aClientThatJoinedAWhileAgoAndMovedNothingIsStalled() {
        AnnounceRequest downloader = new AnnounceRequest().left(1).uploaded(1);
        assertThat(downloader.isStalled()).isTrue();
        assertThat(downloader.event(AnnounceEvent.PAUSED).isStalled()).isTrue();
        assertThat(downloader.event(AnnounceEvent.STARTED).isStalled()).isFalse();
        assertThat(downloader.event(AnnounceEvent.NONE).downloaded(1).isStalled())
                .isFalse();

        AnnounceRequest seeder = new AnnounceRequest().downloaded(1);
        assertThat(seeder.isStalled()).isTrue();
        assertThat(seeder.uploaded(1).isStalled()).isFalse();
    }
}
