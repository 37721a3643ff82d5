package io.github.tracker6.store.memory;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

/** The direct memory that this JVM may use. Stateless. */
final class DirectMemory {
    private static final String OPTION = "MaxDirectMemorySize";

    private DirectMemory() {}

    /** Returns the JVM's limit in bytes: {@code -XX:MaxDirectMemorySize}, or without that option the size of the heap. */
    static long maxBytes() {
        return Limit.BYTES;
    }

    /** Asked for once, when it is first needed: the JVM takes a while to start its management. */
    private static final class Limit {
        static final long BYTES = find();

        private Limit() {}

        private static long find() {
            long option = option();
            return option > 0 ? option : Runtime.getRuntime().maxMemory();
        }

        private static long option() {
            try {
                Object answer = ManagementFactory.getPlatformMBeanServer()
                        .invoke(
                                new ObjectName("com.sun.management:type=HotSpotDiagnostic"),
                                "getVMOption",
                                new Object[] {OPTION},
                                new String[] {String.class.getName()});
                return answer instanceof CompositeData found
                        ? Long.parseLong(found.get("value").toString())
                        : 0;
            } catch (JMException | RuntimeException e) {
                return 0; // another JVM than HotSpot
            }
        }
    }
}
