package io.github.tracker6.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class FileDescriptorsTest {
    private static final String HEADER =
            "Limit                     Soft Limit           Hard Limit           Units     ";

    @Test
    void theSoftLimitOfOpenFilesCounts() {
        assertThat(FileDescriptors.limitIn(List.of(
                        HEADER,
                        "Max processes             96084                96084                processes ",
                        "Max open files            1024                 524288               files     ",
                        "Max locked memory         8388608              8388608              bytes     ")))
                .isEqualTo(1_024);
        assertThat(FileDescriptors.limitIn(List.of(
                        HEADER, "Max open files            unlimited            unlimited            files     ")))
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aFileWithoutThatRowTellsNothing() {
        assertThatThrownBy(() -> FileDescriptors.limitIn(List.of(HEADER))).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> FileDescriptors.limitIn(List.of("Max open files            many")))
                .isInstanceOf(NumberFormatException.class);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theKernelAndTheJvmAgree() {
        assertThat(FileDescriptors.limit()).isEqualTo(FileDescriptors.managedLimit());
    }
}
