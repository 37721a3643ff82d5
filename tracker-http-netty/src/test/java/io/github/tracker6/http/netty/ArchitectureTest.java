package io.github.tracker6.http.netty;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the HTTP server may use. */
class ArchitectureTest {
    private final JavaClasses production = new ClassFileImporter().importPath(Path.of("target", "classes"));

    @Test
    void micrometerIsOptional() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.github.tracker6.http.netty.metrics")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.micrometer..", "io.github.tracker6.metrics")
                .check(production);
    }

    @Test
    void usesTheJdkTheCoreTheHttpAdapterAndNettysTransportOnly() {
        classes()
                .that()
                .resideOutsideOfPackage("io.github.tracker6.http.netty.pipeline")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "javax.management..",
                        "javax.net.ssl..",
                        "javax.security.auth.x500..",
                        "io.github.tracker6",
                        "io.github.tracker6.address",
                        "io.github.tracker6.engine",
                        "io.github.tracker6.health",
                        "io.github.tracker6.http..",
                        "io.github.tracker6.internal",
                        "io.github.tracker6.metrics",
                        "io.micrometer..",
                        "io.netty.buffer..",
                        "io.netty.channel..",
                        "io.netty.handler.codec",
                        "io.netty.handler.ssl..",
                        "io.netty.util..",
                        "org.jspecify..",
                        "org.slf4j..")
                .check(production);
    }

    @Test
    void nativeEpollIsOptional() {
        noClasses()
                .that()
                .haveSimpleNameNotStartingWith("Epoll")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty.channel.epoll..", "io.netty.channel.unix..")
                .check(production);
    }
}
