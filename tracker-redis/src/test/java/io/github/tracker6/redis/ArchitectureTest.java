package io.github.tracker6.redis;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.members;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

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

/** What the Redis store may use. */
class ArchitectureTest {
    private static final DescribedPredicate<JavaClass> LETTUCE = resideInAPackage("io.lettuce..");
    private static final DescribedPredicate<JavaClass> INNER =
            resideInAnyPackage("io.netty..", "org.reactivestreams..", "reactor..");

    private final JavaClasses production = new ClassFileImporter().importPath(Path.of("target", "classes"));

    @Test
    void usesTheCoreGuavaLettuceNettyAndSlf4jOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                "java..",
                                "javax..",
                                "com.google.common..",
                                "io.github.tracker6..",
                                "io.micrometer..",
                                "io.netty..",
                                "org.jspecify..",
                                "org.slf4j..")
                        .or(LETTUCE))
                .check(production);
    }

    @Test
    void knowsNoAdapterAndNoTestKit() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.github.tracker6.http..",
                        "io.github.tracker6.redis.testing..",
                        "io.github.tracker6.testkit..",
                        "io.github.tracker6.udp..")
                .check(production);
    }

    @Test
    void nettyAndReactorAreInNoPublicSignature() {
        members()
                .that()
                .areDeclaredInClassesThat()
                .arePublic()
                .and(publicOrProtected())
                .should(notMentionThem())
                .allowEmptyShould(true)
                .check(production);
    }

    private static DescribedPredicate<JavaMember> publicOrProtected() {
        return DescribedPredicate.describe(
                "are public or protected",
                member -> member.getModifiers().contains(JavaModifier.PUBLIC)
                        || member.getModifiers().contains(JavaModifier.PROTECTED));
    }

    private static ArchCondition<JavaMember> notMentionThem() {
        return new ArchCondition<>("not mention Netty or Reactor") {
            @Override
            public void check(JavaMember member, ConditionEvents events) {
                boolean clean = member.getAllInvolvedRawTypes().stream().noneMatch(INNER);
                events.add(new SimpleConditionEvent(member, clean, member.getDescription() + " mentions them"));
            }
        };
    }
}
