package io.github.tracker6.standalone;

import io.github.tracker6.standalone.cli.Printable;
import io.github.tracker6.standalone.opentracker.OpentrackerConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code opentracker-config}: prints our configuration for one of opentracker. */
@Command(
        name = "opentracker-config",
        customSynopsis = "tracker6 opentracker-config FILE",
        description = {
            "Prints the tracker6.yaml for an opentracker.conf. What has no counterpart, and",
            "what you should look at, stands in it as a comment.",
            ""
        },
        footer = {
            "",
            "Example: tracker6 opentracker-config /etc/opentracker/opentracker.conf > tracker6.yaml",
            "Then:    tracker6 --config tracker6.yaml --check"
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        usageHelpAutoWidth = false)
final class OpentrackerConfigCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The configuration file of opentracker.")
    private @Nullable Path file;

    @Spec
    private @Nullable CommandSpec spec;

    private final PrintWriter out;

    OpentrackerConfigCommand(PrintWriter out) {
        this.out = out;
    }

    /** Prints the configuration, or nothing where a line can't be read. */
    @Override
    public Integer call() {
        Path read = Objects.requireNonNull(file);
        String yaml;
        try {
            // Comments may be in any encoding: what is no UTF-8 must not fail.
            yaml = OpentrackerConfig.parse(new String(Files.readAllBytes(read), StandardCharsets.UTF_8))
                    .yaml();
        } catch (IllegalArgumentException e) {
            throw mistake(read + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw mistake(FileFault.line(read, e), e);
        }
        out.print("# Made of " + Printable.of(String.valueOf(read.getFileName())) + " by tracker6 opentracker-config.\n"
                + yaml);
        out.flush();
        return Program.STATUS_OK;
    }

    private ParameterException mistake(String message, Exception cause) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), Printable.of(message), cause);
    }
}
