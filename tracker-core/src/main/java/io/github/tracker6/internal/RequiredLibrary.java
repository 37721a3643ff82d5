package io.github.tracker6.internal;

import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.security.CodeSource;

/**
 * A library that a module calls, and of which an application may bring another version. If that version does not do, this
 * says so in one line.
 *
 * @param module the module that calls it, such as {@code tracker-redis}
 * @param name of the library
 * @param oldest the oldest version that is tested
 * @param present a class that every version has
 */
public record RequiredLibrary(String module, String name, String oldest, Class<?> present) {
    /**
     * Checks that the library has these classes.
     *
     * @throws IllegalStateException if one is missing; the message names the version that is there and its jar
     */
    public void require(String... classes) {
        for (String each : classes) {
            if (!has(each)) {
                throw failure(new NoClassDefFoundError(each));
            }
        }
    }

    /** Returns whether the library has the class. */
    public boolean has(String className) {
        try {
            Class.forName(className, false, present.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /**
     * Makes the exception for a call that failed since the library is of another version.
     *
     * @param cause names the class or method that is missing
     */
    public IllegalStateException failure(LinkageError cause) {
        return new IllegalStateException(
                module + " needs " + name + " " + oldest + " or newer, but found " + version() + " at " + place()
                        + ": set its version in the dependencyManagement of your build, before the list of versions"
                        + " that chose this one (" + cause + ")",
                cause);
    }

    /** Returns the version that is there, as its jar says. */
    private String version() {
        ModuleDescriptor descriptor = present.getModule().getDescriptor();
        String version = descriptor == null
                ? present.getPackage().getImplementationVersion()
                : descriptor.rawVersion().orElse(null);
        return version == null ? "one that does not say its version" : version.replaceFirst("/.*", "");
    }

    private String place() {
        CodeSource source = present.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return "an unknown place";
        }
        try {
            URI uri = source.getLocation().toURI();
            return Path.of(uri).toString();
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            return source.getLocation().toString();
        }
    }
}
