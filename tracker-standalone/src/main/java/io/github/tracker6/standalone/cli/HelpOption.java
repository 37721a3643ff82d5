package io.github.tracker6.standalone.cli;

import picocli.CommandLine.Option;

/** The option {@code --help} of each command. */
public final class HelpOption {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    boolean help;
}
