package io.github.tracker6.standalone;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version out of the jar's manifest. */
final class ServerVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Main.class.getPackage().getImplementationVersion();
        return new String[] {"tracker-server " + Objects.requireNonNullElse(version, "development")};
    }
}
