package io.github.tracker6.standalone;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What tests with a host of their own share: each has a fresh one. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
abstract class HostTests {
    static final String V6 = "2001:db8::5";

    @TempDir
    Path folder;

    HostProgram program;

    @BeforeEach
    final void makeHost() throws IOException {
        program = HostProgram.in(folder);
    }

    @AfterEach
    final void removeHost() {
        program.close();
    }
}
