package io.github.tracker6.benchmarks;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version from the manifest of the jar. */
final class ProgramVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Main.class.getPackage().getImplementationVersion();
        return new String[] {"tracker-benchmarks " + Objects.requireNonNullElse(version, "development")};
    }
}
