package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.docs.Page;
import io.github.tracker6.docs.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples of {@code docs/torrents.md}: its commands one after the other, each with the output that stands below it, standard
 * output first. In the place of {@code /srv/mirror} is a folder of the test, and a tracker on loopback has the name that is
 * asked.
 */
@Timeout(60)
class TorrentsPageIT {
    private static final String PROGRAM = "java -jar tracker6.jar ";
    private static final String PLACE = "/srv/mirror";
    private static final String ADDRESS = "[2001:db8::7]:6969";
    private static final int DATA_BYTES = 3_000_000;
    private static final int LEAST_EXAMPLES = 9;

    @TempDir
    Path folder;

    private Run tracker;

    private final Page page = Repository.find().page("docs/torrents.md");

    @Test
    void eachExamplePrintsWhatThePageSays() throws IOException {
        byte[] data = new byte[DATA_BYTES];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i * 31 + i / 1_000);
        }
        Files.write(folder.resolve("debian-13.iso"), data);
        List<Page.Block> commands = page.blocks("sh");
        List<Page.Block> outputs = page.blocks("text");
        assertThat(commands).hasSameSizeAs(outputs).hasSizeGreaterThanOrEqualTo(LEAST_EXAMPLES);
        List<String> wrong = new ArrayList<>();
        try {
            for (int i = 0; i < commands.size(); i++) {
                String expected = String.join("\n", outputs.get(i).lines());
                String printed = print(commands.get(i));
                if (!printed.equals(expected)) {
                    wrong.add(outputs.get(i).at(0) + " must be:\n" + printed);
                }
            }
        } finally {
            if (tracker != null) {
                tracker.close();
            }
        }
        assertThat(wrong).as(String.join("\n\n", wrong)).isEmpty();
    }

    /** Returns host and port of the tracker. It starts with the first command that asks it: then there is a torrent. */
    private String live() {
        if (tracker == null) {
            tracker = Run.of("--http=[::1]:0", "--no-udp", "--lan", "--torrents=" + folder);
        }
        return tracker.out().strip().replaceFirst("http://(.*)/announce", "$1");
    }

    private String print(Page.Block block) {
        StringBuilder printed = new StringBuilder();
        String text = String.join("\n", block.lines()).replace("\\\n", " ");
        for (String command : text.lines().toList()) {
            assertThat(command).startsWith(PROGRAM);
            String[] words = Stream.of(
                            command.substring(PROGRAM.length()).strip().split("\\s+"))
                    .map(word -> word.replace(PLACE, folder.toString()))
                    .toArray(String[]::new);
            boolean asks = !words[0].equals("torrent") || words[1].equals("check");
            if (asks) {
                for (int i = 0; i < words.length; i++) {
                    words[i] = words[i].replaceFirst("tracker\\.example\\.org(?::6969)?", live());
                }
                if (words[0].equals("announce")) { // meanwhile, a seed has come
                    Run seed = Run.of("announce", "--stay", "--left=0", "--port=51413", words[1], words[2]);
                    assertThat(seed.status()).as(seed.err()).isZero();
                }
            }
            Run run = Run.of(words);
            printed.append(run.out()).append(run.err());
        }
        String whole =
                printed.toString().strip().replace(System.lineSeparator(), "\n").replace(folder.toString(), PLACE);
        return (tracker == null ? whole : whole.replace(live(), ADDRESS))
                .replace("[::1]:51413", "[2001:db8::9]:51413")
                .replaceAll("(?m)^((?:min )?interval +)[0-9]+ s$", "$1" + "1800 s")
                .replaceAll("(?m)^you are( +)::1$", "you are$12001:db8::1")
                .replaceAll("answered in [0-9]+ ms", "answered in 3 ms")
                .replaceAll("(?m)^created( +)20.*Z$", "created$12026-11-29T12:00:00Z");
    }
}
