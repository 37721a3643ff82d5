package io.github.tracker6.claims;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** BEP 29, "header format". */
class UtpPacketTest {
    private static final short ID = (short) 0xfffe;

    /** Type 2 and version 1, no extension, connection id, two timestamps, window, sequence 7, acknowledges 1. */
    private static final String STATE = "2100" + "fffe" + "00000001" + "00000002" + "00100000" + "0007" + "0001";

    @Test
    void bep29_synIsTwentyBytes() {
        String hex = hex(UtpPacket.syn(ID));

        assertThat(hex).hasSize(40).startsWith("4100" + "fffe").endsWith("00000000" + "00000000" + "0001" + "0000");
    }

    @Test
    void bep29_resetHasTheNextConnectionIdAndAcknowledgesTheAnswer() {
        String hex = hex(UtpPacket.reset(ID, packet(STATE)));

        assertThat(hex).hasSize(40).startsWith("3100" + "ffff").endsWith("00000000" + "00000000" + "0002" + "0007");
        assertThat(hex(UtpPacket.reset((short) 0xffff, packet(STATE)))).startsWith("3100" + "0000");
    }

    @Test
    void aStatePacketAccepts() {
        assertThat(UtpPacket.accepts(packet(STATE), ID)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3100fffe000000010000000200100000" + "00070001", // a reset
                "0100fffe000000010000000200100000" + "00070001", // data
                "2000fffe000000010000000200100000" + "00070001", // another version
                "2100ffff000000010000000200100000" + "00070001", // another connection
                "2100fffe000000010000000200100000" + "00070002", // acknowledges another packet
                "2100fffe000000010000000200100000" + "000700", // too short
                "",
            })
    void nothingElseAccepts(String hex) {
        assertThat(UtpPacket.accepts(packet(hex), ID)).isFalse();
    }

    private static ByteBuffer packet(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }

    private static String hex(ByteBuffer packet) {
        byte[] bytes = new byte[packet.remaining()];
        packet.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
