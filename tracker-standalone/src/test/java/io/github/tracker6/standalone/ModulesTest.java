package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The module descriptors of what is published. It stands here because this module sees all others. */
class ModulesTest {
    /** A client without a descriptor, and applications on the class path. */
    private static final Set<String> WITHOUT_DESCRIPTOR =
            Set.of("io.github.tracker6.redis", "io.github.tracker6.spring.boot.starter");

    private static final Predicate<String> INTERNAL = name -> name.endsWith(".internal");

    private static final ModuleFinder CLASS_PATH = ModuleFinder.compose(
            Arrays.stream(System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator)))
                    .map(entry -> ModuleFinder.of(Path.of(entry)))
                    .filter(ModulesTest::canBeRead)
                    .toArray(ModuleFinder[]::new));

    /** The names of the artifacts in the BOM, as names of modules. */
    private static List<String> published() throws IOException {
        String bom = Files.readString(Path.of("..", "tracker-bom", "pom.xml"));
        String dependencies = bom.substring(bom.indexOf("<dependencies>"));
        return Pattern.compile("<artifactId>tracker-([^<]+)</artifactId>")
                .matcher(dependencies)
                .results()
                .map(found -> "io.github.tracker6." + found.group(1).replace('-', '.'))
                .filter(name -> !WITHOUT_DESCRIPTOR.contains(name))
                .toList();
    }

    /** Returns false for a jar that cannot be a module, whose name has no letters for example. */
    private static boolean canBeRead(ModuleFinder entry) {
        try {
            entry.findAll();
            return true;
        } catch (FindException e) {
            return false;
        }
    }

    private static ModuleDescriptor descriptor(String name) {
        return CLASS_PATH
                .find(name)
                .map(ModuleReference::descriptor)
                .orElseThrow(() -> new AssertionError("no module on the class path: " + name));
    }

    @ParameterizedTest
    @MethodSource("published")
    void everythingIsExportedButWhatIsInternal(String name) {
        ModuleDescriptor module = descriptor(name);

        assertThat(module.isAutomatic()).as("has no descriptor").isFalse();
        assertThat(exports(module, export -> !export.isQualified()))
                .containsExactlyInAnyOrderElementsOf(
                        module.packages().stream().filter(INTERNAL.negate()).toList());
        assertThat(exports(module, ModuleDescriptor.Exports::isQualified))
                .allMatch(INTERNAL)
                .containsExactlyInAnyOrderElementsOf(
                        module.packages().stream().filter(INTERNAL).toList());
    }

    @Test
    void whatIsInternalIsExportedToModulesThatExist() throws IOException {
        Set<String> targets = published().stream()
                .flatMap(name -> descriptor(name).exports().stream())
                .flatMap(export -> export.targets().stream())
                .collect(Collectors.toSet());

        Set<String> known = new TreeSet<>(WITHOUT_DESCRIPTOR);
        known.addAll(published());
        assertThat(targets).isNotEmpty().isSubsetOf(known);
    }

    /** Tests run on the class path, where everything is visible. */
    @Test
    void whoUsesWhatIsInternalGetsIt() throws IOException {
        Set<String> targets = descriptor("io.github.tracker6.core").exports().stream()
                .filter(export -> INTERNAL.test(export.source()))
                .flatMap(export -> export.targets().stream())
                .collect(Collectors.toSet());
        Set<String> users = new TreeSet<>();
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            for (Path module : modules.filter(each -> Files.exists(each.resolve("pom.xml")))
                    .toList()) {
                String name = "io.github.tracker6."
                        + module.getFileName()
                                .toString()
                                .replaceFirst("^tracker-", "")
                                .replace('-', '.');
                if ((published().contains(name) || WITHOUT_DESCRIPTOR.contains(name))
                        && !name.endsWith(".core")
                        && usesWhatIsInternal(module.resolve(Path.of("src", "main", "java")))) {
                    users.add(name);
                }
            }
        }

        assertThat(users).isNotEmpty().isSubsetOf(targets);
    }

    private static boolean usesWhatIsInternal(Path sources) throws IOException {
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file).contains("import io.github.tracker6.internal.")) {
                    return true;
                }
            }
            return false;
        }
    }

    /** jlink takes no automatic module. */
    @ParameterizedTest
    @MethodSource("published")
    void needsNoModuleWithoutADescriptor(String name) {
        Configuration resolved = resolve(List.of(name));

        assertThat(resolved.modules())
                .extracting(ResolvedModule::reference)
                .extracting(ModuleReference::descriptor)
                .noneMatch(ModuleDescriptor::isAutomatic);
    }

    @Test
    void allModulesResolveTogether() throws IOException {
        Set<String> resolved = resolve(published()).modules().stream()
                .map(ResolvedModule::name)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(resolved).containsAll(published());
    }

    /** A JVM has not resolved all modules of its JDK: Java 25 leaves jdk.crypto.ec out if nothing requires it. */
    private static Configuration resolve(List<String> roots) {
        return ModuleLayer.boot().configuration().resolve(CLASS_PATH, ModuleFinder.ofSystem(), roots);
    }

    private static List<String> exports(ModuleDescriptor module, Predicate<ModuleDescriptor.Exports> which) {
        return module.exports().stream()
                .filter(which)
                .map(ModuleDescriptor.Exports::source)
                .toList();
    }
}
