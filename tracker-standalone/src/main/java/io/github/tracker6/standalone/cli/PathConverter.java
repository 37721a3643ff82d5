package io.github.tracker6.standalone.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The path of a file or folder. An empty one would be the current folder, and stands where a variable is not set. */
public final class PathConverter implements ITypeConverter<Path> {
    /** What is said of an empty path. */
    public static final String EMPTY = "the path is empty; write one, or remove the option";

    @Override
    public Path convert(String text) {
        if (text.isEmpty()) {
            throw new TypeConversionException(EMPTY);
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("'" + e.getInput() + "' is no path: " + e.getReason());
        }
    }
}
