package io.github.tracker6.standalone;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.members;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.core.importer.Locations;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.github.tracker6.store.PeerSelection;
import io.github.tracker6.store.PeerSource;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each package of all modules may use. It stands here because this module sees all others. */
class ArchitectureTest {
    private static final String ROOT = "io.github.tracker6";

    /** The package with the values. */
    private static final String VALUES = "";

    private static final String[] GUAVA = {"com.google.common.."};
    private static final String[] MICROMETER = {"io.micrometer.."};
    private static final String[] NONE = {};
    private static final String[] SLF4J = {"org.slf4j.."};

    /** The table of rooms. The JDK and JSpecify are everywhere. */
    private static final List<Room> ROOMS = List.of(
            // tracker-core
            room(VALUES).uses("internal").and(GUAVA),
            room("internal").uses(NONE),
            room("health").uses(NONE),
            room("address").uses(VALUES, "internal").and(GUAVA),
            room("store").uses(VALUES, "address", "health", "internal").and(GUAVA),
            room("store.memory")
                    .uses(VALUES, "address", "health", "internal", "store")
                    .and(GUAVA)
                    .and(SLF4J),
            room("store.plain").uses(VALUES, "address", "internal", "store").and(GUAVA),
            room("store.shared")
                    .uses(VALUES, "health", "internal", "store", "store.memory")
                    .and(SLF4J),
            room("store.shared.metrics")
                    .uses("metrics", "store", "store.shared")
                    .and(MICROMETER),
            room("engine")
                    .uses(VALUES, "address", "health", "internal", "store")
                    .and(GUAVA)
                    .and(SLF4J),
            room("access")
                    .uses(VALUES, "address", "engine", "internal")
                    .and(GUAVA)
                    .and(SLF4J),
            room("metrics").uses(VALUES, "engine", "health", "store").and(MICROMETER),
            // Adapters and add-ons know the core. They do not know each other.
            room("claims")
                    .uses(VALUES, "address", "engine", "health", "internal", "store")
                    .and(SLF4J),
            room("claims.metrics").uses(VALUES, "claims", "metrics").and(MICROMETER),
            room("metainfo").uses(VALUES, "access", "health", "internal").and(SLF4J),
            room("metainfo.metrics").uses("metrics", "metainfo").and(MICROMETER),
            room("http")
                    .uses(VALUES, "address", "engine", "health", "internal", "store")
                    .and(SLF4J),
            room("http.jdk").uses("http").and("com.sun.net.httpserver.."),
            room("servlet").uses("http").and("jakarta.servlet.."),
            room("http.netty")
                    .uses(VALUES, "address", "engine", "health", "http", "internal", "store")
                    .and(SLF4J)
                    .and("io.netty.."),
            room("http.netty.pipeline").uses("http").and("io.netty.."),
            room("http.netty.metrics").uses("engine", "http.netty", "metrics").and(MICROMETER),
            room("udp")
                    .uses(VALUES, "address", "engine", "health", "internal", "store")
                    .and(SLF4J),
            room("udp.metrics").uses("engine", "metrics", "udp").and(MICROMETER),
            room("jwt").uses(VALUES, "access", "engine", "internal").and(GUAVA).and("com.nimbusds.."),
            room("status")
                    .uses(VALUES, "engine", "health", "http", "internal", "metainfo", "store")
                    .and(SLF4J)
                    .and("com.fasterxml.jackson.core.."),
            room("status.metrics").uses(VALUES, "metrics", "status").and(MICROMETER),
            room("redis")
                    .uses(VALUES, "health", "internal", "store", "store.memory", "store.shared")
                    .and("io.lettuce.."),
            // What puts them together.
            room("server")
                    .uses(
                            VALUES,
                            "access",
                            "address",
                            "engine",
                            "health",
                            "http",
                            "http.netty",
                            "internal",
                            "metainfo",
                            "metrics",
                            "store",
                            "store.memory",
                            "store.shared",
                            "status",
                            "udp")
                    .and(ours("http.netty.metrics", "metainfo.metrics", "store.shared.metrics", "udp.metrics"))
                    .and(MICROMETER)
                    .and(SLF4J),
            room("spring")
                    .uses(
                            "address",
                            "engine",
                            "health",
                            "http",
                            "http.netty",
                            "metainfo",
                            "server",
                            "servlet",
                            "status")
                    .and(ours("store"))
                    .and(MICROMETER)
                    .and(SLF4J)
                    .and("jakarta.servlet..", "org.springframework.."),
            room("standalone")
                    .uses(VALUES, "access", "address", "claims", "engine", "health", "internal", "metainfo", "metrics")
                    .and(ours("http", "http.netty", "redis", "server", "store", "store.memory", "store.shared", "udp"))
                    .and(ours("claims.metrics", "metainfo.metrics"))
                    .and(ours("standalone.cli", "standalone.client", "standalone.doctor", "standalone.log"))
                    .and(ours("standalone.opentracker", "standalone.torrent", "status", "status.metrics"))
                    .and(MICROMETER)
                    .and(SLF4J)
                    .and("com.fasterxml.jackson..", "io.netty..", "picocli.."),
            room("standalone.cli").uses(NONE).and("picocli.."),
            room("standalone.client")
                    .uses(VALUES, "metainfo", "standalone.cli")
                    .and("com.fasterxml.jackson.core..", "picocli.."),
            room("standalone.torrent")
                    .uses(VALUES, "metainfo", "standalone.cli", "standalone.client")
                    .and("picocli.."),
            room("standalone.doctor")
                    .uses(VALUES, "metainfo", "standalone.cli", "standalone.client", "standalone.torrent")
                    .and("picocli.."),
            room("standalone.log").uses(NONE).and(SLF4J).and("com.fasterxml.jackson.core.."),
            room("standalone.opentracker").uses(NONE),
            // For tests. The kit is for stores and logs of other authors: it knows no store and no adapter.
            room("testkit")
                    .uses(VALUES, "address", "engine", "internal", "store", "store.shared")
                    .and("com.sun.management..", "org.assertj..", "org.junit.."),
            room("redis.testing")
                    .uses(NONE)
                    .and(SLF4J)
                    .and("io.lettuce..", "io.netty..", "org.junit..", "org.testcontainers..", "redis.embedded.."));

    private static final JavaClasses PRODUCTION = production();

    /**
     * One package and what it may use.
     *
     * @param name behind the root
     * @param packages of ours and of libraries
     */
    record Room(String name, List<String> packages) {
        Room uses(String... others) {
            return and(ours(others));
        }

        Room and(String... more) {
            return new Room(
                    name, Stream.concat(packages.stream(), Arrays.stream(more)).toList());
        }

        String fullName() {
            return ours(name)[0];
        }

        @Override
        public String toString() {
            return fullName();
        }
    }

    private static Room room(String name) {
        return new Room(name, List.of("java..", "javax..", "org.jspecify..", ours(name)[0]));
    }

    private static String[] ours(String... names) {
        return Arrays.stream(names)
                .map(name -> name.isEmpty() ? ROOT : ROOT + "." + name)
                .toArray(String[]::new);
    }

    private static List<Room> rooms() {
        return ROOMS;
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void roomUsesWhatTheTableAllows(Room room) {
        classes()
                .that()
                .resideInAPackage(room.fullName())
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(room.packages().toArray(String[]::new))
                .check(PRODUCTION);
    }

    @Test
    void everyPackageIsInTheTable() {
        Set<String> found = PRODUCTION.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());

        assertThat(found)
                .containsExactlyInAnyOrderElementsOf(
                        ROOMS.stream().map(Room::fullName).toList());
    }

    /** Stores that share the selection policy with the model would share its faults. */
    @Test
    void theModelOfTheTestkitDecidesByItself() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".testkit..")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(PeerSelection.class, PeerSource.class)
                .check(PRODUCTION);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().assignedFrom(packages()).should().beFreeOfCycles().check(PRODUCTION);
    }

    @Test
    void guavaIsInNoPublicSignature() {
        assertInNoPublicSignature(resideInAnyPackage(GUAVA), alwaysTrue());
    }

    @Test
    void reactorIsInNoPublicSignature() {
        assertInNoPublicSignature(resideInAnyPackage("org.reactivestreams..", "reactor.."), alwaysTrue());
    }

    @Test
    void nettyIsInNoPublicSignatureButThatOfItsAdapter() {
        assertInNoPublicSignature(resideInAnyPackage("io.netty.."), not(resideInAPackage(ROOT + ".http.netty..")));
    }

    @Test
    void theServletApiIsInNoPublicSignatureButThoseOfItsAdapter() {
        assertInNoPublicSignature(resideInAnyPackage("jakarta.servlet.."), not(resideInAPackage(ROOT + ".servlet")));
    }

    @Test
    void nimbusIsInNoPublicSignature() {
        assertInNoPublicSignature(resideInAnyPackage("com.nimbusds.."), alwaysTrue());
    }

    @Test
    void lettuceIsInNoPublicSignatureButThoseOfRedis() {
        assertInNoPublicSignature(resideInAnyPackage("io.lettuce.."), not(resideInAPackage(ROOT + ".redis..")));
    }

    @Test
    void whatIsInternalIsInNoPublicSignature() {
        assertInNoPublicSignature(
                resideInAnyPackage(ROOT + ".internal.."), not(resideInAPackage(ROOT + ".internal..")));
    }

    private static void assertInNoPublicSignature(
            DescribedPredicate<JavaClass> hidden, DescribedPredicate<JavaClass> where) {
        noClasses()
                .that(where)
                .and()
                .arePublic()
                .should()
                .beAssignableTo(hidden)
                .check(PRODUCTION);
        members()
                .that()
                .areDeclaredInClassesThat(where)
                .and()
                .areDeclaredInClassesThat()
                .arePublic()
                .and(publicOrProtected())
                .should(notMention(hidden))
                .check(PRODUCTION);
    }

    private static DescribedPredicate<JavaMember> publicOrProtected() {
        return DescribedPredicate.describe(
                "are public or protected",
                member -> member.getModifiers().contains(JavaModifier.PUBLIC)
                        || member.getModifiers().contains(JavaModifier.PROTECTED));
    }

    private static ArchCondition<JavaMember> notMention(DescribedPredicate<JavaClass> hidden) {
        return new ArchCondition<>("not mention classes that " + hidden.getDescription()) {
            @Override
            public void check(JavaMember member, ConditionEvents events) {
                boolean clean = member.getAllInvolvedRawTypes().stream().noneMatch(hidden);
                events.add(new SimpleConditionEvent(member, clean, member.getDescription() + " mentions one"));
            }
        };
    }

    private static SliceAssignment packages() {
        return new SliceAssignment() {
            @Override
            public String getDescription() {
                return "packages";
            }

            @Override
            public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
                return SliceIdentifier.of(javaClass.getPackageName());
            }
        };
    }

    /** All modules on the class path, with the classes for newer versions of Java that their jars have. */
    private static JavaClasses production() {
        Collection<Location> ours = Locations.ofPackage(ROOT);
        Stream<Location> forNewerJava = ours.stream()
                .map(location -> location.asURI().toString())
                .map(uri -> URI.create(uri.replaceFirst("io/github/tracker6/?$", "META-INF/versions/22/")))
                .filter(uri -> !uri.getScheme().equals("file") || Files.isDirectory(Path.of(uri)))
                .map(Location::of);
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importLocations(Stream.concat(ours.stream(), forNewerJava).collect(Collectors.toSet()));
    }
}
