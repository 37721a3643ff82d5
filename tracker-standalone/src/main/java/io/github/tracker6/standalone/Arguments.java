package io.github.tracker6.standalone;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** How arguments are read, and what is said of a mistake in them: what is wrong, where, and what to do. Stateless. */
final class Arguments {
    private Arguments() {}

    /** Returns a parser of arguments for an object with options. */
    static CommandLine parser(Object options) {
        return new CommandLine(options)
                .setExpandAtFiles(false)
                .setPosixClusteredShortOptionsAllowed(false)
                .registerConverter(int.class, Arguments::count)
                .registerConverter(Integer.class, Arguments::count);
    }

    private static int count(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is no whole number up to " + Integer.MAX_VALUE);
        }
    }

    /**
     * Returns what is wrong with arguments, in one line.
     *
     * @param commands the words that can stand first
     */
    static String mistake(ParameterException failure, Set<String> commands) {
        if (failure instanceof UnmatchedArgumentException unmatched) {
            return unknown(unmatched, commands);
        }
        if (failure instanceof OverwrittenOptionException twice
                && twice.getOverwritten() instanceof OptionSpec option) {
            return option.longestName() + " is given twice; it takes one value";
        }
        if (failure instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            return missing(missing.getMissing());
        }
        if (failure.getArgSpec() instanceof PositionalParamSpec argument) {
            return argument.paramLabel() + ": " + cause(failure);
        }
        if (failure.getArgSpec() instanceof OptionSpec option) {
            return option.longestName() + ": " + value(failure, option);
        }
        return String.valueOf(failure.getMessage());
    }

    /** Returns what is wrong with the value of an option, without the option's name. */
    static String value(ParameterException failure, OptionSpec option) {
        if (isSwitch(option)) {
            return "it takes no value; write " + form(option);
        }
        return cause(failure);
    }

    private static String cause(ParameterException failure) {
        return failure.getCause() instanceof TypeConversionException conversion
                ? String.valueOf(conversion.getMessage())
                : String.valueOf(failure.getMessage());
    }

    private static String missing(List<ArgSpec> missing) {
        if (missing.get(0) instanceof OptionSpec option) {
            return option.longestName()
                    + (option.required() ? " is missing; write " : " has no value; write ")
                    + form(option);
        }
        return missing.stream().map(ArgSpec::paramLabel).collect(Collectors.joining(" and "))
                + " is missing; --help has an example";
    }

    private static String unknown(UnmatchedArgumentException failure, Set<String> commands) {
        String word = failure.getUnmatched().get(0);
        if (word.isEmpty()) {
            return "an argument is empty, as where a variable in a script is not set; remove it";
        }
        List<String> options = names(failure.getCommandLine());
        if (word.startsWith("-")) {
            String name = word.replaceFirst("=.*", "");
            return "unknown option " + name + Suggestion.of(name, options, "; --help lists the options");
        }
        Set<String> below = failure.getCommandLine().getSubcommands().keySet();
        if (!below.isEmpty()) {
            return "'" + word + "' is none of " + String.join(", ", below) + Suggestion.of(word, below, "");
        }
        String otherwise =
                Suggestion.of(word, options, "; a value stands behind its option, and --help lists the options");
        return "unexpected argument '" + word + "'" + Suggestion.of(word, commands, otherwise);
    }

    private static List<String> names(CommandLine command) {
        return command.getCommandSpec().options().stream()
                .flatMap(option -> Stream.of(option.names()))
                .filter(name -> name.startsWith("--"))
                .toList();
    }

    /** Returns the option as it is written: {@code --http=HOST:PORT}. */
    private static String form(OptionSpec option) {
        return option.longestName() + (isSwitch(option) ? "" : "=" + option.paramLabel());
    }

    /** Returns whether an option never has a value. */
    static boolean isSwitch(OptionSpec option) {
        return option.arity().max() == 0;
    }
}
