package io.github.tracker6.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The packages that the testkit may use. */
class ArchitectureTest {
    private final JavaClasses production = new ClassFileImporter().importPath(Path.of("target", "classes"));

    @Test
    void usesTheCoreJunitAndAssertjOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..", "javax..", "io.github.tracker6..", "org.assertj..", "org.jspecify..", "org.junit..")
                .check(production);
    }

    @Test
    void knowsNoAdapterAndNoStoreBackend() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.github.tracker6.http..", "io.github.tracker6.redis..", "io.github.tracker6.udp..")
                .check(production);
    }
}
