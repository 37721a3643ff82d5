package io.github.tracker6.standalone.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Limits of the tracker's machine, as docs/operating.md asks for them. What the system does not say is left out. */
final class LocalLimits {
    private static final String SUBJECT = "machine";
    private static final long RECEIVE_BUFFER_BYTES = 4 << 20;
    private static final long OPEN_FILES = 10_000;
    private static final String MAX_OPEN_FILES = "Max open files";

    private final Path proc;

    /**
     * Makes the check.
     *
     * @param proc {@code /proc}
     */
    LocalLimits(Path proc) {
        this.proc = proc;
    }

    List<Finding> list() {
        List<Finding> findings = new ArrayList<>();
        OptionalLong buffer = number(lines(proc.resolve("sys/net/core/rmem_max")), "");
        if (buffer.isPresent()) {
            long bytes = buffer.getAsLong();
            findings.add(
                    bytes >= RECEIVE_BUFFER_BYTES
                            ? Finding.ok(SUBJECT, "net.core.rmem_max is " + bytes)
                            : Finding.warn(
                                    SUBJECT,
                                    "net.core.rmem_max is " + bytes + ": bursts over UDP are lost; set it to "
                                            + RECEIVE_BUFFER_BYTES));
        }
        OptionalLong files = number(lines(proc.resolve("self/limits")), MAX_OPEN_FILES);
        if (files.isPresent()) {
            long count = files.getAsLong();
            findings.add(
                    count >= OPEN_FILES
                            ? Finding.ok(SUBJECT, "ulimit -n is " + count)
                            : Finding.warn(
                                    SUBJECT,
                                    "ulimit -n is " + count + " here: each HTTP connection is an open file; give the"
                                            + " tracker 1.25 times the connections that you want (systemd: LimitNOFILE=)"));
        }
        return findings;
    }

    /** Returns the first number behind the label. */
    private static OptionalLong number(List<String> lines, String label) {
        return lines.stream()
                .filter(line -> line.startsWith(label))
                .map(line -> line.substring(label.length()).strip().split("\\s+", 2)[0])
                .filter(text -> text.matches("[0-9]{1,18}"))
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }
}
