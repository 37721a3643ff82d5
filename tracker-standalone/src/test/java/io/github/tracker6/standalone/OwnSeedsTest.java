package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.testkit.ManualClock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The addresses of a seed with a DNS name, over hours. */
class OwnSeedsTest {
    private static final SeedHost HOST = SeedHost.parse("seed.example.org:6881");
    private static final String V6 = "2620:fe::9";
    private static final String V4 = "9.9.9.9";

    private final ManualClock clock = ManualClock.atMillis(1_700_000_000_000L);
    private final List<String> asked = new ArrayList<>();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final PrintStream stderr = System.err;
    private String[] answer = {};
    private OwnSeeds seeds = seeds(false);

    @BeforeEach
    void readLog() {
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void putBack() {
        System.setErr(stderr);
    }

    @Test
    void bothFamiliesOfANameAreOneHost() {
        answer = new String[] {V4, V6};
        seeds.tick();
        assertThat(endpoints()).containsExactly(V4 + ":6881", "[2620:fe::9]:6881");
        assertThat(log().lines())
                .singleElement()
                .asString()
                .contains("INFO", "The seed seed.example.org:6881 is 9.9.9.9:6881 and [2620:fe::9]:6881 now");
    }

    @Test
    void aNameThatIsUnknownAtTheStartIsTriedEveryMinuteAndWarnedOfOnce() {
        seeds.tick();
        assertThat(endpoints()).isEmpty();
        for (int i = 0; i < 3; i++) {
            pass(Duration.ofSeconds(59));
            pass(Duration.ofSeconds(1));
        }
        assertThat(asked).hasSize(4);
        assertThat(log().lines())
                .singleElement()
                .asString()
                .contains(
                        "WARN", "No address of the seed seed.example.org:6881 was found", "Clients are not told of it");
        answer = new String[] {V6};
        pass(Duration.ofMinutes(1));
        assertThat(endpoints()).containsExactly("[2620:fe::9]:6881");
    }

    @Test
    void aNameIsLookedUpAgainAfterAnHourAndAFailureKeepsWhatWasKnown() {
        answer = new String[] {V6};
        seeds.tick();
        pass(Duration.ofMinutes(59));
        assertThat(asked).hasSize(1);
        answer = new String[] {};
        pass(Duration.ofMinutes(1));
        assertThat(asked).hasSize(2);
        assertThat(endpoints()).containsExactly("[2620:fe::9]:6881");
        assertThat(log()).contains("WARN", "[2620:fe::9]:6881 stays in force");
        answer = new String[] {"2620:fe::10"};
        pass(Duration.ofMinutes(1));
        assertThat(endpoints()).containsExactly("[2620:fe::10]:6881");
        pass(Duration.ofMinutes(1));
        assertThat(asked).hasSize(3);
    }

    @Test
    void ofSeveralAddressesTheOneInForceStays() {
        answer = new String[] {"2620:fe::12", "2620:fe::11", "ff02::1"};
        seeds.tick();
        assertThat(endpoints()).containsExactly("[2620:fe::11]:6881");
        answer = new String[] {"2620:fe::10", "2620:fe::11"};
        pass(SeedNames.PERIOD);
        assertThat(endpoints()).containsExactly("[2620:fe::11]:6881");
        answer = new String[] {"2620:fe::10"};
        pass(SeedNames.PERIOD);
        assertThat(endpoints()).containsExactly("[2620:fe::10]:6881");
        assertThat(asked).hasSize(3);
    }

    @Test
    void aFamilyThatIsMissingOnceIsAskedForAgain() {
        answer = new String[] {V4, V6};
        seeds.tick();
        answer = new String[] {V4};
        pass(SeedNames.PERIOD);
        assertThat(endpoints()).hasSize(2);
        pass(SeedNames.RETRY);
        assertThat(endpoints()).containsExactly(V4 + ":6881");
    }

    @Test
    void addressesThatNoClientCanUseAreNone() {
        answer = new String[] {"127.0.1.1"};
        seeds.tick();
        assertThat(endpoints()).isEmpty();
        assertThat(log()).contains("clients can't use 127.0.1.1");
        seeds = seeds(true);
        seeds.tick();
        assertThat(endpoints()).containsExactly("127.0.1.1:6881");
    }

    @Test
    void aSignalAsksAtOnce() {
        answer = new String[] {V6};
        seeds.tick();
        seeds.confirm(Set.of());
        seeds.tick();
        assertThat(asked).hasSize(2);
    }

    @Test
    void aLookUpThatThrowsEndsNothing() {
        answer = new String[] {"throw"};
        seeds.tick();
        assertThat(log()).contains("No address of the seed", "IllegalStateException");
        answer = new String[] {V6};
        pass(SeedNames.RETRY);
        assertThat(endpoints()).hasSize(1);
    }

    private void pass(Duration time) {
        clock.advance(time);
        seeds.tick();
    }

    private OwnSeeds seeds(boolean lan) {
        PinSettings settings = new PinSettings(List.of(), List.of(HOST), null, true, true);
        return new OwnSeeds(settings, null, new SeedNames(this::lookUp, lan), clock);
    }

    private List<InetAddress> lookUp(String name) throws UnknownHostException {
        asked.add(name);
        if (answer.length == 0) {
            throw new UnknownHostException(name);
        }
        if (answer[0].equals("throw")) {
            throw new IllegalStateException("no resolver");
        }
        List<InetAddress> addresses = new ArrayList<>();
        for (String literal : answer) {
            addresses.add(InetAddress.getByName(literal));
        }
        return addresses;
    }

    private Stream<String> endpoints() {
        return seeds.get().endpointsToAll().stream().map(Object::toString);
    }

    private String log() {
        return log.toString(StandardCharsets.UTF_8);
    }
}
