package io.github.tracker6.redis.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The packages that this module may use. */
class ArchitectureTest {
    private final JavaClasses production = new ClassFileImporter().importPath(Path.of("target", "classes"));

    @Test
    void knowsNothingOfTheTracker() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.github.tracker6",
                        "io.github.tracker6.http..",
                        "io.github.tracker6.redis",
                        "io.github.tracker6.store..",
                        "io.github.tracker6.testkit..",
                        "io.github.tracker6.udp..")
                .check(production);
    }
}
