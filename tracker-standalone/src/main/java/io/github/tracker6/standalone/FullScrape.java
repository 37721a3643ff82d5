package io.github.tracker6.standalone;

import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Who gets the counts of all torrents: {@code off}, {@code admin} or {@code all}. */
enum FullScrape {
    OFF,
    ADMIN,
    ALL;

    static FullScrape parse(String text) {
        return switch (text) {
            case "off", "false" -> OFF; // YAML takes an off without quotes for false
            case "admin" -> ADMIN;
            case "all" -> ALL;
            default ->
                throw new IllegalArgumentException("'" + text + "' is neither off nor admin nor all"
                        + Suggestion.of(text, List.of("off", "admin", "all"), ""));
        };
    }

    /** For the command line. */
    static final class Converter implements ITypeConverter<FullScrape> {
        @Override
        public FullScrape convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
