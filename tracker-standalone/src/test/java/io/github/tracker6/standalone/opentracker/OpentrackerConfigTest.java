package io.github.tracker6.standalone.opentracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpentrackerConfigTest {
    @Test
    void whatHasNoCounterpartIsAComment() {
        OpentrackerConfig config = OpentrackerConfig.parse("""
                # a comment
                listen.tcp_udp [2001:db8::7]:6969
                access.stats 192.0.2.1
                tracker.user _opentracker
                listen.tcp_upd 192.0.2.7
                """);
        assertThat(config.remarks())
                .hasSize(3)
                .satisfiesExactly(
                        remark -> assertThat(remark)
                                .startsWith("line 3, access.stats 192.0.2.1: ")
                                .contains("admin"),
                        remark -> assertThat(remark).startsWith("line 4, tracker.user _opentracker: "),
                        remark -> assertThat(remark)
                                .isEqualTo("line 5, listen.tcp_upd: opentracker has no such option; left out"));
        assertThat(config.yaml())
                .isEqualTo("http: \"[2001:db8::7]:6969\"\nudp: \"[2001:db8::7]:6969\"\n\n# To look at:\n# - "
                        + String.join("\n# - ", config.remarks()) + "\n");
    }

    @Test
    void relativePathGoesByTheFolderThatOpentrackerChangesTo() {
        assertThat(OpentrackerConfig.parse("access.whitelist list.txt\ntracker.rootdir /srv/x")
                        .yaml())
                .contains("allow: \"/srv/x/list.txt\"");
        assertThat(OpentrackerConfig.parse("access.whitelist list.txt").yaml())
                .contains("allow: \"list.txt\"")
                .contains("line 1, access.whitelist: the path is relative");
    }

    @Test
    void controlCharactersAreEscaped() {
        assertThat(OpentrackerConfig.parse("access.whitelist /etc/\u001b[2J\u0007.txt")
                        .yaml())
                .startsWith("allow: \"/etc/\\x1b[2J\\x07.txt\"\n");
    }

    @Test
    void oneProtocolStaysOne() {
        assertThat(OpentrackerConfig.parse("listen.tcp [::]:80").yaml())
                .startsWith("http: \"[::]:80\"\nno-udp: true\n")
                .contains("opentracker served no UDP");
        assertThat(OpentrackerConfig.parse("listen.udp [::]:80").yaml())
                .startsWith("udp: \"[::]:80\"\nno-http: true\n");
        assertThat(OpentrackerConfig.parse("listen.udp.workers 0").yaml()).doesNotContain("no-", "workers:");
    }

    @Test
    void wildcardTakesTheAddressesOfItsPort() {
        OpentrackerConfig config = OpentrackerConfig.parse(
                "listen.tcp_udp 0.0.0.0\nlisten.tcp_udp 192.0.2.7\nlisten.tcp_udp 192.0.2.7:80");
        assertThat(config.yaml()).contains("http: [\"[::]:6969\", \"192.0.2.7:80\"]\n");
        assertThat(config.remarks()).contains("http: [::] stands for all addresses, so 192.0.2.7:6969 is left out");
    }

    @Test
    void ipv4AloneIsNamed() {
        assertThat(OpentrackerConfig.parse("listen.tcp_udp 192.0.2.7").remarks())
                .singleElement()
                .asString()
                .startsWith("these are IPv4 addresses alone");
        assertThat(OpentrackerConfig.parse("listen.tcp_udp 192.0.2.7\nlisten.tcp_udp 2001:db8::7")
                        .remarks())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "listen.tcp_udp, there is no value",
        "listen.tcp tracker.example.org:80, is no address",
        "listen.udp 192.0.2.7:70000, port above 65535",
        "listen.udp.workers four, is no number of threads",
        "access.whitelist, there is no value",
    })
    void mistakeNamesTheLine(String line, String mistake) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OpentrackerConfig.parse("# one\n\n" + line))
                .withMessageStartingWith("line 3: " + line.replaceFirst(" .*", "") + ": ")
                .withMessageContaining(mistake);
    }
}
