package io.github.tracker6.http.netty;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** How many files and sockets this process may open. */
final class FileDescriptors {
    private FileDescriptors() {}

    /** Returns the limit, or {@code Long.MAX_VALUE} where the platform tells none. */
    static long limit() {
        try {
            Object limit = ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(
                            new ObjectName(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME), "MaxFileDescriptorCount");
            return limit instanceof Long count && count > 0 ? count : Long.MAX_VALUE;
        } catch (JMException e) {
            return Long.MAX_VALUE; // no Unix
        }
    }

    /** Returns 80 % of a limit, at most {@code maxConnections}, at least 1. */
    static int connections(int maxConnections, long limit) {
        return (int) Math.max(1, Math.min(maxConnections, limit / 5 * 4));
    }
}
