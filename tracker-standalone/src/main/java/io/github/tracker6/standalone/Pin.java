package io.github.tracker6.standalone;

import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.engine.PinnedSeeds;
import io.github.tracker6.internal.InfoHashDigits;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * One of the operator's own seeds: {@code HASH=ENDPOINT}, or {@code HASH=ENDPOINT,ENDPOINT} where it has both families.
 *
 * @param endpoints one, or one of each family, IPv4 first
 */
record Pin(InfoHash torrent, List<Endpoint> endpoints) {
    static Pin parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException("'=' is missing");
        }
        return of(text.substring(0, equals), text.substring(equals + 1));
    }

    /** Returns a pin with the endpoints as they are written: one, or two with a comma between them. */
    static Pin of(String infoHash, String endpoints) {
        Pin pin = new Pin(InfoHash.fromHex(InfoHashDigits.announced(infoHash)), endpoints(endpoints));
        pin.addTo(PinnedSeeds.builder()); // refuses what is no seed
        return pin;
    }

    /** Returns endpoints that are written with commas between them, IPv4 first. */
    static List<Endpoint> endpoints(String text) {
        List<Endpoint> endpoints = Stream.of(text.split(",", -1))
                .map(Pin::endpoint)
                .sorted(Comparator.comparing(Endpoint::family))
                .toList();
        if (endpoints.size() == 2
                && endpoints.get(0).family() == endpoints.get(1).family()) {
            throw new IllegalArgumentException("both endpoints are of one family");
        }
        return endpoints;
    }

    private static Endpoint endpoint(String text) {
        try {
            return Endpoint.parse(text);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new IllegalArgumentException("'" + text + "' is no literal address and port", e);
        }
    }

    void addTo(PinnedSeeds.Builder seeds) {
        switch (endpoints.size()) {
            case 1 -> seeds.pin(torrent, endpoints.get(0));
            case 2 -> seeds.pin(torrent, endpoints.get(0), endpoints.get(1));
            default -> throw new IllegalArgumentException("more than two endpoints");
        }
    }

    /** For the command line. */
    static final class Converter implements ITypeConverter<Pin> {
        @Override
        public Pin convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + text + "' is no HASH=ENDPOINT[,ENDPOINT]: " + e.getMessage()
                        + "; an endpoint is 192.0.2.1:6881 or [2001:db8::1]:6881");
            }
        }
    }
}
