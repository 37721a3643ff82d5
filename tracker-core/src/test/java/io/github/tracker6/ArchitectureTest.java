package io.github.tracker6;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMembers;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the core may use. */
class ArchitectureTest {
    private static final DescribedPredicate<JavaClass> GUAVA = resideInAPackage("com.google.common..");

    private final JavaClasses production = new ClassFileImporter().importPath(Path.of("target", "classes"));

    @Test
    void usesTheJdkGuavaAndSlf4jOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "javax..",
                        "io.github.tracker6..",
                        "com.google.common..",
                        "io.micrometer..",
                        "org.jspecify..",
                        "org.slf4j..")
                .check(production);
    }

    @Test
    void micrometerStaysInItsOwnPackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..metrics..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .check(production);
    }

    @Test
    void guavaIsInNoPublicSignature() {
        noClasses().that().arePublic().should().beAssignableTo(GUAVA).check(production);
        noMembers()
                .that()
                .areDeclaredInClassesThat()
                .arePublic()
                .and(are(publicOrProtected()))
                .should(mentionGuava())
                .check(production);
    }

    @Test
    void storesUseTheSpiAndNotEachOther() {
        noClasses()
                .that()
                .resideInAPackage("io.github.tracker6.store")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.github.tracker6.store.*")
                .check(production);
        noClasses()
                .that()
                .resideInAPackage("..store.memory..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..store.plain..")
                .check(production);
        noClasses()
                .that()
                .resideInAPackage("..store.plain..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..store.memory..")
                .check(production);
        noClasses()
                .that()
                .resideInAPackage("..store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..engine..", "..access..", "..metrics..")
                .check(production);
    }

    private static DescribedPredicate<JavaMember> publicOrProtected() {
        return DescribedPredicate.describe(
                "public or protected",
                member -> member.getModifiers().contains(JavaModifier.PUBLIC)
                        || member.getModifiers().contains(JavaModifier.PROTECTED));
    }

    private static ArchCondition<JavaMember> mentionGuava() {
        return new ArchCondition<>("mention Guava") {
            @Override
            public void check(JavaMember member, ConditionEvents events) {
                boolean mentioned = member.getAllInvolvedRawTypes().stream().anyMatch(GUAVA);
                events.add(new SimpleConditionEvent(member, mentioned, member.getDescription() + " mentions Guava"));
            }
        };
    }
}
