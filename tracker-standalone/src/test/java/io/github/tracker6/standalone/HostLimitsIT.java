package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The program on a host that lacks or denies something for a while. */
@Tag("long")
class HostLimitsIT extends HostTests {
    private static final String DENIED = "A reply was not sent: not permitted";
    private static final List<String> FAMILIES = List.of("-4", "-6");
    /** More than the jars of the class path, each of which takes one, and few enough to be used up by one client. */
    private static final int OPEN_FILES = 130;

    private static final String TOO_MANY = "too many open files (limit " + OPEN_FILES + ")";

    @Test
    void aRuleThatDeniesRepliesIsNamedOnceASecondUntilItIsGone() throws Exception {
        program.start("");
        for (String family : FAMILIES) {
            // The rule must stand before the one for local addresses.
            program.host.run("ip " + family + " rule add pref 100 lookup local");
            program.host.run("ip " + family + " rule del pref 0");
            program.host.run("ip " + family + " rule add pref 10 ipproto udp sport " + HostProgram.PORT + " prohibit");
        }

        long start = System.nanoTime();
        assertThat(program.host.run(program.client("send", "127.0.0.1", "1000")))
                .isEqualTo("0");
        assertThat(program.host.run(program.client("send", "::1", "1000"))).isEqualTo("0");
        program.await(() -> !program.warnings(DENIED).isEmpty());
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
        assertThat(program.warnings(DENIED)).hasSizeBetween(1, (int) seconds + 1);
        for (String family : FAMILIES) {
            program.host.run("ip " + family + " rule del pref 10");
        }

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

        List<String> answered = program.answered("127.0.0.1", "::1");
        assertThat(answered).as(program.log().collect(Collectors.joining("\n"))).contains("udp 127.0.0.1", "udp ::1");
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
