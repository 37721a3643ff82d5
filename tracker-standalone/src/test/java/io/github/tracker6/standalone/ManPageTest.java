package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

class ManPageTest {
    private static final Path SECTIONS = Path.of("..", "dist", "man");

    @Test
    void theProgramsPageHasItsOptionsAndWhatHelpDoesNotSay() throws IOException {
        Map<String, String> pages = ManPages.pages("2026-01-01", SECTIONS);

        assertThat(pages.get("tracker6"))
                .startsWith(".TH TRACKER6 8 2026-01-01 ")
                .contains(
                        "\n.SH NAME\ntracker6 \\- A BitTorrent tracker over HTTP and UDP, IPv6 first\n",
                        "\n.TP\n\\fB\\-\\-interval\\fR=\\fITIME\\fR\nHow often clients shall announce",
                        "\n.TP\n\\fB\\-\\-proxy\\-protocol\\fR[=\\fIHOST:PORT\\fR]\n",
                        "\n.SH SIGNALS\n")
                .doesNotContain("${");
    }

    @Test
    void examplesKeepTheirLinesAndNoLineIsTakenForAMacro() {
        String page =
                new ManPage("tracker6-look", new CommandLine(new Look()), List.of("tracker6")).text("2026-01-01", "");

        assertThat(page)
                .contains(
                        ".SH SYNOPSIS\n.nf\n\\fBtracker6\\fR look [\\-q] FILE\n.fi\n",
                        "Looks at things.\n.PP\n\\&.hidden ones too.\n",
                        ".SH ARGUMENTS\n.TP\n\\fIFILE\\fR\nWhat to look at.\n",
                        "\\fB\\-q\\fR, \\fB\\-\\-quiet\\fR\nSay less.\n",
                        ".SH EXAMPLES\nExample:\n.PP\n.nf\n.RS\ntracker6 look a \\e\n    b\n.RE\n.fi\n",
                        ".SH SEE ALSO\n.BR tracker6 (8)\n")
                .doesNotContain(".SH NOTES");
    }

    /** A command with what a page must not trip over. */
    @Command(
            name = "look",
            customSynopsis = "tracker6 look [-q] FILE",
            description = {"Looks at things.", "", ".hidden ones too."},
            footer = {"", "Example:", "  tracker6 look a \\", "      b"})
    static final class Look {
        @Option(
                names = {"-q", "--quiet"},
                description = "Say less.")
        boolean quiet;

        @Parameters(paramLabel = "FILE", description = "What to look at.")
        String file = "";
    }
}
