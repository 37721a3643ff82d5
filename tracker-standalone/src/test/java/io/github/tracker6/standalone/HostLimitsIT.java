package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The program on a host that lacks or denies something for a while. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class HostLimitsIT {
    private static final String DENIED = "A reply was not sent: not permitted";
    private static final String V6 = "2001:db8::5";
    private static final int OPEN_FILES = 100;
    private static final String TOO_MANY = "too many open files (limit " + OPEN_FILES + ")";

    @TempDir
    private Path folder;

    private HostProgram program;

    @BeforeEach
    void makeHost() throws IOException {
        program = HostProgram.in(folder);
    }

    @AfterEach
    void removeHost() {
        program.close();
    }

    @Test
    void aFirewallThatDeniesRepliesIsNamedOnceASecondUntilItLetsThemThrough() throws Exception {
        program.start("");
        program.host.run("nft add table inet deny");
        program.host.run("nft 'add chain inet deny out { type filter hook output priority 0; }'");
        program.host.run("nft add rule inet deny out udp sport " + HostProgram.PORT + " drop");

        long start = System.nanoTime();
        assertThat(program.host.run(program.client("send", "127.0.0.1", "1000")))
                .isEqualTo("0");
        assertThat(program.host.run(program.client("send", "::1", "1000"))).isEqualTo("0");
        program.await(() -> !program.warnings(DENIED).isEmpty());
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
        assertThat(program.warnings(DENIED)).hasSizeBetween(1, (int) seconds + 1);
        program.host.run("nft delete table inet deny");

        assertThat(program.answered("127.0.0.1", "::1")).hasSize(4);
        assertThat(program.log()).noneMatch(line -> line.contains("Exception"));
    }

    @Test
    void udpServesWithoutADescriptorLeftAndNewAddressesOnceThereAreSome() throws Exception {
        program.start("ulimit -n " + OPEN_FILES + ";");
        program.host.run("(" + program.client("hold", "::1", "" + OPEN_FILES) + ") >/dev/null 2>&1 & echo $! > "
                + folder + "/holder");
        program.await(() ->
                !program.warnings("A connection was not accepted: " + TOO_MANY).isEmpty());

        assertThat(program.answered("127.0.0.1", "::1")).contains("udp 127.0.0.1", "udp ::1");
        program.host.run("ip address add " + V6 + "/64 dev lo nodad");
        if (!HostProgram.NATIVE) { // with a socket per address
            program.await(
                    () -> program.warnings("UdpTrackerServer").stream().anyMatch(line -> line.endsWith(TOO_MANY)));
        }
        program.host.run("kill $(cat " + folder + "/holder)");

        program.await(() -> program.answered(V6, "127.0.0.1").size() == 4);
        assertThat(program.log()).noneMatch(line -> line.contains("Exception"));
    }
}
