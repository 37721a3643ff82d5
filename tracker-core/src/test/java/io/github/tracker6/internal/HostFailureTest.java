package io.github.tracker6.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostFailureTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "accept(..) failed with error(-24): Too many open files | too many open files (limit 1024)",
                "accept(..) failed with error(-24): Zu viele offene Dateien | too many open files (limit 1024)",
                "Too many open files | too many open files (limit 1024)",
                "No file descriptors available | too many open files (limit 1024)",
                "Too many open files in system | too many open files in the system",
                "accept(..) failed with error(-105): No buffer space available | no buffer space",
                "No buffer space available | no buffer space",
                "Cannot allocate memory | out of memory",
                "Out of memory | out of memory",
                "Operation not permitted | not permitted",
                "Something new | Something new",
                "accept(..) failed with error(-103): Software caused connection abort | "
                        + "accept(..) failed with error(-103): Software caused connection abort"
            })
    void theSystemsErrorsAreNamedInWords(String message, String words) {
        IOException failure = new IOException(message);
        assertThat(HostFailure.of(failure).describe(failure, 1_024)).isEqualTo(words);
    }

    @Test
    void numbersOfSystemCallsAreNamedToo() {
        assertThat(HostFailure.ofErrorNumber(-1)).isEqualTo(HostFailure.PERMISSION);
        assertThat(HostFailure.ofErrorNumber(-13)).isEqualTo(HostFailure.PERMISSION);
        assertThat(HostFailure.ofErrorNumber(-12)).isEqualTo(HostFailure.MEMORY);
        assertThat(HostFailure.ofErrorNumber(-23)).isEqualTo(HostFailure.OPEN_FILES_OF_SYSTEM);
        assertThat(HostFailure.ofErrorNumber(-24)).isEqualTo(HostFailure.OPEN_FILES);
        assertThat(HostFailure.ofErrorNumber(-105)).isEqualTo(HostFailure.BUFFERS);
        assertThat(HostFailure.ofErrorNumber(-101)).isEqualTo(HostFailure.OTHER);
    }

    @Test
    void eachKindHasOneLineASecond() {
        FailureLines lines = new FailureLines(1_024);
        IOException files = new IOException("Too many open files");
        IOException buffers = new IOException("No buffer space available");
        assertThat(lines.describe(files)).isEqualTo("too many open files (limit 1024)");
        assertThat(lines.describe(files)).isNull();
        assertThat(lines.describe(buffers)).isEqualTo("no buffer space");
        assertThat(lines.tryAcquire(HostFailure.BUFFERS)).isFalse();
        assertThat(lines.tryAcquire(HostFailure.MEMORY)).isTrue();
    }

    @Test
    void errorsOfTheJvmAreNamedInWordsAndOtherFailuresByTheirClass() {
        OutOfMemoryError memory = new OutOfMemoryError("Cannot reserve 4096 bytes of direct buffer memory");
        assertThat(HostFailure.of(memory).describe(memory, 1_024)).isEqualTo("out of memory");
        NullPointerException unnamed = new NullPointerException();
        assertThat(HostFailure.of(unnamed).describe(unnamed, 1_024)).isEqualTo("java.lang.NullPointerException");
        IOException controls = new IOException("a\nb");
        assertThat(HostFailure.of(controls).describe(controls, 1_024)).isEqualTo("a?b");
        IOException files = new IOException("Too many open files");
        assertThat(HostFailure.of(files).describe(files, Long.MAX_VALUE)).isEqualTo("too many open files");
    }
}
