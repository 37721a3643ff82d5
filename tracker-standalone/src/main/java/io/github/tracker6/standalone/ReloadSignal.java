package io.github.tracker6.standalone;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets SIGHUP ({@code kill -HUP}, {@code systemctl reload}) read the lists of torrents again. Without it the JVM ends at
 * that signal. The JDK has signals in {@code sun.misc} only, which the compiler warns of; so they are looked up by name.
 */
final class ReloadSignal {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadSignal.class);
    private static final String NAME = "HUP";

    private ReloadSignal() {}

    /** Runs a task at each SIGHUP, on a thread of the JVM. Where the system has no such signal, it logs so. */
    static void handle(Runnable task) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy =
                    Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (self, method, args) -> {
                        if (method.getName().equals("handle")) {
                            task.run();
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(NAME), proxy);
        } catch (InvocationTargetException e) {
            // Windows has no SIGHUP, and with -Xrs the JVM leaves it alone.
            LOG.debug(
                    "No SIGHUP here: {}",
                    e.getCause() == null ? e : e.getCause().getMessage());
        } catch (ReflectiveOperationException e) {
            LOG.debug("This JDK has no signals", e);
        }
    }
}
