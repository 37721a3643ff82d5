package io.github.tracker6.standalone;

import io.github.tracker6.Endpoint;
import io.github.tracker6.engine.PinnedSeeds;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * One of the operator's own seeds that has all listed torrents: {@code HOST:PORT}, where the host is a literal address or a
 * DNS name, or {@code ENDPOINT,ENDPOINT}, one of each family.
 *
 * @param name the DNS name, or empty
 * @param port the port, where there is a name
 * @param endpoints where there is no name: one, or one of each family, IPv4 first
 */
record SeedHost(String name, int port, List<Endpoint> endpoints) {
    private static final int MAX_NAME_LENGTH = 253;

    /** Letters, digits and hyphens between dots; where the last part has digits alone, it is a mistyped address. */
    private static final Pattern NAME =
            Pattern.compile("([A-Za-z0-9_][A-Za-z0-9_-]{0,62}\\.)*(?![0-9]+\\.?$)[A-Za-z0-9_][A-Za-z0-9_-]{0,62}\\.?");

    SeedHost {
        endpoints = List.copyOf(endpoints);
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException that says what is wrong
     */
    static SeedHost parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        boolean isName = !text.contains(",")
                && host.length() <= MAX_NAME_LENGTH
                && NAME.matcher(host).matches();
        if (!isName) {
            List<Endpoint> endpoints = Pin.endpoints(text);
            SeedHost literal = new SeedHost("", 0, endpoints);
            literal.addTo(PinnedSeeds.builder(), endpoints); // refuses what is no seed
            return literal;
        }
        if (colon < 0) {
            throw new IllegalArgumentException("the port is missing");
        }
        return new SeedHost(host, port(text.substring(colon + 1)), List.of());
    }

    private static int port(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65_535) {
            throw new IllegalArgumentException("the port is not 1 to 65535");
        }
        return Integer.parseInt(text);
    }

    boolean isName() {
        return !name.isEmpty();
    }

    /**
     * Pins the seed to all torrents.
     *
     * @param known its endpoints: one, or one of each family, IPv4 first
     */
    void addTo(PinnedSeeds.Builder seeds, List<Endpoint> known) {
        if (known.size() == 1) {
            seeds.pinToAll(known.get(0));
        } else if (known.size() == 2) {
            seeds.pinToAll(known.get(0), known.get(1));
        } else {
            throw new IllegalArgumentException("more than two endpoints");
        }
    }

    /** Returns what the operator wrote. */
    @Override
    public String toString() {
        if (isName()) {
            return name + ":" + port;
        }
        return String.join(",", endpoints.stream().map(Endpoint::toString).toList());
    }

    /** For the command line. */
    static final class Converter implements ITypeConverter<SeedHost> {
        @Override
        public SeedHost convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException | IllegalStateException e) {
                throw new TypeConversionException("'" + text + "' is no HOST:PORT: " + e.getMessage());
            }
        }
    }
}
