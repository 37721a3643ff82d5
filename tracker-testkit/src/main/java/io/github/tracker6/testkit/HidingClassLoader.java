package io.github.tracker6.testkit;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Loads the classes of the class path again, without some of them: a test sees with it what happens where a library is
 * missing or of an older version. Thread-safe.
 *
 * @since 0.1.0
 */
public final class HidingClassLoader extends URLClassLoader {
    private final Set<String> hidden;

    private HidingClassLoader(URL[] classPath, Set<String> hidden) {
        super(classPath, ClassLoader.getPlatformClassLoader());
        this.hidden = hidden;
    }

    /**
     * Makes a class loader that finds all classes of the class path but these.
     *
     * @param classNames such as {@code com.example.Missing}
     */
    public static HidingClassLoader without(String... classNames) throws IOException {
        return new HidingClassLoader(classPath(entry -> true), Set.of(classNames));
    }

    /**
     * Makes a class loader that finds all classes of the class path but those of some jars or folders.
     *
     * @param paths a pattern that is found in the path of each jar or folder to hide
     */
    public static HidingClassLoader withoutJars(Pattern paths) throws IOException {
        return new HidingClassLoader(classPath(paths.asPredicate().negate()), Set.of());
    }

    private static URL[] classPath(Predicate<String> isWanted) throws IOException {
        List<URL> classPath = new ArrayList<>();
        for (String each : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (isWanted.test(each)) {
                classPath.add(Path.of(each).toUri().toURL());
            }
        }
        return classPath.toArray(URL[]::new);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (hidden.contains(name)) {
            throw new ClassNotFoundException(name);
        }
        return super.findClass(name);
    }
}
