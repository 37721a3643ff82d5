package io.github.tracker6.examples.tools;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version out of the jar's manifest. */
final class ToolsVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Main.class.getPackage().getImplementationVersion();
        return new String[] {"tracker-tools " + Objects.requireNonNullElse(version, "development")};
    }
}
