package org.example.versions;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** That the libraries on the class path have every class and member that the tracker calls. */
class LinkTest {
    private static final String[] LIBRARIES = {
        "io.netty.", "io.lettuce.", "io.micrometer.", "com.fasterxml.", "com.google.common.", "org.slf4j."
    };

    /** They call what only Netty 4.2 or Lettuce 7 has, and only where it is there. */
    private static final Set<String> GUARDED =
            Set.of("EpollIo", "EpollListener", "EpollTransport", "NettyVersion", "LettuceClient");

    @Test
    void whatTheTrackerCallsIsThere() {
        JavaClasses ours = new ClassFileImporter().importPackages("io.github.tracker6");
        assertThat(ours.contain("io.github.tracker6.http.netty.NioTransport")).isTrue();
        assertThat(ours.contain("io.github.tracker6.redis.RedisSession")).isTrue();
        Set<String> missing = new TreeSet<>();
        ours.stream()
                .filter(each -> !GUARDED.contains(each.getSimpleName()))
                .flatMap(each -> each.getAccessesFromSelf().stream())
                .filter(LinkTest::callsLibrary)
                .filter(call -> !exists(call))
                .forEach(call -> missing.add(call.getOriginOwner().getSimpleName() + " calls "
                        + call.getTarget().getFullName()));
        assertThat(missing).isEmpty();
    }

    private static boolean callsLibrary(JavaAccess<?> call) {
        String owner = call.getTargetOwner().getName();
        for (String library : LIBRARIES) {
            if (owner.startsWith(library)) {
                return true;
            }
        }
        return false;
    }

    private static boolean exists(JavaAccess<?> call) {
        return call.getTarget().resolveMember().isPresent();
    }
}
