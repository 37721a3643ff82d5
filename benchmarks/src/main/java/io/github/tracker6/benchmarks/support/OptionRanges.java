package io.github.tracker6.benchmarks.support;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks the options of a subcommand. Immutable. */
public record OptionRanges(CommandSpec spec) {
    /**
     * Checks one option.
     *
     * @param holds whether the value lies in the range
     * @param range the range in words, for the message
     * @throws ParameterException if it does not
     */
    public void require(String option, boolean holds, String range) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), option + " is not " + range);
        }
    }
}
