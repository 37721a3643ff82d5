package io.github.tracker6.http;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the HTTP adapter may use. */
class ArchitectureTest {
    private final JavaClasses production = new ClassFileImporter().importPath(Path.of("target", "classes"));

    @Test
    void usesTheJdkTheCoreAndSlf4jOnly() {
        classes()
                .that()
                .resideOutsideOfPackage("io.github.tracker6.http.jdk")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "io.github.tracker6..", "org.jspecify..", "org.slf4j..")
                .check(production);
    }

    @Test
    void knowsNoServerAndNoNetty() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..", "io.github.tracker6.http.netty..")
                .check(production);
    }

    @Test
    void knowsNoOtherAdapterAndNoStoreBackend() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.github.tracker6.claims..",
                        "io.github.tracker6.redis..",
                        "io.github.tracker6.store.memory..",
                        "io.github.tracker6.testkit..",
                        "io.github.tracker6.udp..")
                .check(production);
    }
}
