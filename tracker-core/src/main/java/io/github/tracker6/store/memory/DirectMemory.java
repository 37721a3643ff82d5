package io.github.tracker6.store.memory;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/** The direct memory that this JVM may use. Stateless. */
final class DirectMemory {
    private DirectMemory() {}

    /** Returns the JVM's limit in bytes: {@code -XX:MaxDirectMemorySize}, or without that option the size of the heap. */
    static long maxBytes() {
        long option = option();
        return option > 0 ? option : Runtime.getRuntime().maxMemory();
    }

    private static long option() {
        try {
            HotSpotDiagnosticMXBean options = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return options == null
                    ? 0
                    : Long.parseLong(options.getVMOption("MaxDirectMemorySize").getValue());
        } catch (LinkageError | RuntimeException e) {
            return 0; // another JVM than HotSpot, or one without that module
        }
    }
}
