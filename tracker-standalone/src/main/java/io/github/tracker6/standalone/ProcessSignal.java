package io.github.tracker6.standalone;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the program do something at a signal, such as SIGHUP ({@code kill -HUP}, {@code systemctl reload}), that would end it
 * otherwise. The JDK has signals in {@code sun.misc} only, which the compiler warns of; so they are looked up by name.
 */
final class ProcessSignal {
    private ProcessSignal() {}

    /**
     * Runs a task at each signal of a kind, on a new thread of the JVM. Where the system has no such signal, it logs so.
     *
     * @param name without SIG, such as HUP
     */
    static void handle(String name, Runnable task) {
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
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (InvocationTargetException e) {
            // Windows has no such signals, and with -Xrs the JVM leaves SIGHUP alone.
            log().debug(
                            "No SIG{} here: {}",
                            name,
                            e.getCause() == null ? e : e.getCause().getMessage());
        } catch (ReflectiveOperationException e) {
            log().debug("This JDK has no signals", e);
        }
    }

    /** Not a constant: the program handles signals before it loads what logs. */
    private static Logger log() {
        return LoggerFactory.getLogger(ProcessSignal.class);
    }
}
