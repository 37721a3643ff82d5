package io.github.tracker6.standalone.torrent;

import io.github.tracker6.metainfo.MetainfoEditor;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The trackers of a tier (BEP 12), as mktorrent takes them: with commas between.
 *
 * @param urls one or more
 */
record Tier(List<String> urls) {
    private static final Pattern COMMA = Pattern.compile(",");

    Tier {
        urls = List.copyOf(urls);
    }

    /** For the command line. */
    static final class Converter implements ITypeConverter<Tier> {
        @Override
        public Tier convert(String text) {
            List<String> urls =
                    COMMA.splitAsStream(text + " ").map(String::strip).toList();
            for (String url : urls) {
                if (url.isEmpty()) {
                    throw new TypeConversionException("a URL is empty; write URL[,URL...]");
                }
                try {
                    MetainfoEditor.requireTracker(url);
                } catch (IllegalArgumentException e) {
                    throw new TypeConversionException(e.getMessage());
                }
            }
            return new Tier(urls);
        }
    }
}
