package io.github.tracker6.standalone;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/** One run of the program in this process, with what it printed. Closing it closes the tracker. */
record Run(int status, String out, String err, @Nullable StandaloneTracker tracker) implements AutoCloseable {
    static Run of(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Program program = new Program(new PrintWriter(out, true), new PrintWriter(err, true));
        int status = program.run(args);
        return new Run(status, out.toString(), err.toString(), program.tracker());
    }

    @Override
    public void close() {
        if (tracker != null) {
            tracker.close();
        }
    }
}
