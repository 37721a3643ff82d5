package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.InfoHash;
import io.github.tracker6.access.InfoHashFile;
import io.github.tracker6.access.InfoHashSet;
import io.github.tracker6.docs.Page;
import io.github.tracker6.standalone.opentracker.OpentrackerConfig;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What {@code docs/moving-from-opentracker.md} says is so. */
class MovingPageTest {
    private final MovingPage moving = new MovingPage();

    @TempDir
    Path folder;

    private ServeSettings settings(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("tracker6.yaml"), yaml);
        ServeOptions options = new ServeOptions();
        return ServeCommand.settings(options, new CommandLine(options).parseArgs("--config", file.toString()));
    }

    @Test
    void itsWholeExampleIsWhatItsTablesMake() throws IOException {
        String conf = String.join("\n", moving.page().blocks("text").get(0).lines());
        Page.Block yaml = moving.page().blocks("yaml").get(0);
        ServeSettings made = settings(moving.configuration(conf));
        ServeSettings example = settings(String.join("\n", yaml.lines()));

        assertThat(ipv4(example.http())).containsExactlyElementsOf(made.http());
        assertThat(ipv4(example.udp())).containsExactlyElementsOf(made.udp());
        assertThat(example.http()).hasSize(2 * made.http().size());
        assertThat(example.udp()).hasSize(2 * made.udp().size());
        assertThat(example.workers()).isEqualTo(made.workers()).isEqualTo(4);
        assertThat(example.allow()).isEqualTo(made.allow()).isNotNull();
        assertThat(example.deny()).isNull();
    }

    /** The command and the page, each read by itself, say the same. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "listen.tcp_udp 192.0.2.7\nlisten.tcp 192.0.2.7:80\nlisten.udp.workers 4\naccess.whitelist /etc/w.txt",
                "listen.tcp_udp 0.0.0.0",
                "listen.tcp_udp ::\nlisten.tcp [2001:db8::7]:80\naccess.blacklist /etc/b.txt",
                "listen.tcp 2001:db8::7\nlisten.udp 192.0.2.7:6970\naccess.proxy 192.0.2.9\ntracker.user nobody",
                "access.whitelist /etc/a b\"c\\d.txt",
            })
    void commandMakesWhatItsTablesMake(String conf) throws IOException {
        ServeSettings byCommand = settings(OpentrackerConfig.parse(conf).yaml());
        // Its tables say nothing of characters that YAML escapes.
        ServeSettings byPage =
                settings(moving.configuration(conf.replace("\\", "\\\\").replace("\"", "\\\"")));
        assertThat(byCommand).isEqualTo(byPage);
    }

    @Test
    void commandKnowsEveryOptionOfTheTable() {
        for (String option : moving.options()) {
            String value = option.equals("listen.udp.workers") ? "1" : "192.0.2.7";
            assertThat(OpentrackerConfig.parse(option + " " + value).remarks())
                    .noneMatch(remark -> remark.contains("no such option"));
        }
        assertThat(OpentrackerConfig.parse("access.stat 192.0.2.7").remarks())
                .anyMatch(remark -> remark.contains("no such option"));
    }

    private static List<InetSocketAddress> ipv4(List<InetSocketAddress> addresses) {
        return addresses.stream()
                .filter(each -> !(each.getAddress() instanceof Inet6Address))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, [::]:6969",
        "0.0.0.0:80, [::]:80",
        "::, [::]:6969",
        "[::]:6970, [::]:6970",
        "192.0.2.9, 192.0.2.9:6969",
        "192.0.2.7:80, 192.0.2.7:80",
        "[2001:db8::7]:80, [2001:db8::7]:80",
        "2001:db8::7, [2001:db8::7]:6969",
    })
    void addressesAreWhatItsTableSays(String address, String here) throws IOException {
        String yaml = moving.configuration("listen.tcp_udp " + address + "\n# listen.tcp 192.0.2.1\n");
        assertThat(settings(yaml).http())
                .isEqualTo(ListenAddress.parse(here).addresses())
                .isEqualTo(settings(yaml).udp());
    }

    @Test
    void bothListsAreTaken() throws IOException {
        ServeSettings settings =
                settings(moving.configuration("access.whitelist /etc/white.txt\naccess.blacklist /etc/black.txt\n"));
        assertThat(settings.allow()).isEqualTo(Path.of("/etc/white.txt"));
        assertThat(settings.deny()).isEqualTo(Path.of("/etc/black.txt"));
    }

    @Test
    void itsCommandCopiesWhatOpentrackerTakesOfAList() throws Exception {
        InfoHash plain = InfoHash.of(1, 1, 1);
        InfoHash named = InfoHash.of(2, 2, 2);
        InfoHash glued = InfoHash.of(3, 3, 3);
        InfoHash last = InfoHash.of(0xabcdefL, 4, 4);
        String v2 = plain.toString() + "0".repeat(24);
        Path list = Files.writeString(
                folder.resolve("whitelist.txt"),
                plain + "\r\n" + named + " - name\n" + glued + "xyz\nname only\n" + v2.replace('1', '5') + "\n"
                        + " " + InfoHash.of(6, 6, 6) + "\n# " + InfoHash.of(7, 7, 7) + "\n"
                        + plain.toString().substring(2)
                        + "\n" + last.toString().toUpperCase(Locale.ROOT));
        Path copy = folder.resolve("torrents.txt");
        String command = String.join("\n", moving.page().blocks("sh").get(1).lines())
                .replace("/etc/opentracker/whitelist.txt", list.toString())
                .replace("/etc/tracker6/torrents.txt", copy.toString());
        Process shell = new ProcessBuilder("sh", "-c", command).inheritIO().start();
        assertThat(shell.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(shell.exitValue()).isZero();

        assertThat(InfoHashFile.read(copy).get()).isEqualTo(InfoHashSet.of(List.of(plain, named, glued, last)));
    }
}
