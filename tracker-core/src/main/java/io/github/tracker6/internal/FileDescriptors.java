package io.github.tracker6.internal;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.management.JMException;
import javax.management.ObjectName;

/** How many files and sockets this process may open. Stateless. */
public final class FileDescriptors {
    private static final String ROW = "Max open files";

    private FileDescriptors() {}

    /** Returns the limit, or {@code Long.MAX_VALUE} if the platform tells none. */
    public static long limit() {
        try {
            // Linux. The JVM's management would take a quarter of a second to start.
            return limitIn(Files.readAllLines(Path.of("/proc/self/limits")));
        } catch (IOException | NumberFormatException e) {
            return managedLimit();
        }
    }

    /**
     * Returns the soft limit that the lines of {@code /proc/PID/limits} name (proc(5)).
     *
     * @throws NumberFormatException if they name none
     */
    static long limitIn(List<String> lines) {
        for (String line : lines) {
            if (line.startsWith(ROW)) {
                String soft = line.substring(ROW.length()).strip().split(" ", 2)[0];
                return soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft);
            }
        }
        throw new NumberFormatException("no row of open files");
    }

    /** Returns the limit that the JVM's management tells, on any Unix. */
    static long managedLimit() {
        try {
            Object limit = ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(
                            new ObjectName(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME), "MaxFileDescriptorCount");
            return limit instanceof Long count && count > 0 ? count : Long.MAX_VALUE;
        } catch (JMException e) {
            return Long.MAX_VALUE; // no Unix
        }
    }
}
