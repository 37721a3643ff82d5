package io.github.tracker6.standalone;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/** One run of the command, with what it printed. Closing it closes the server. */
record Run(int status, String out, String err, @Nullable TrackerServer server) implements AutoCloseable {
    static Run of(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        ServerCommand command = new ServerCommand(new PrintWriter(out, true), new PrintWriter(err, true));
        int status = command.run(args);
        return new Run(status, out.toString(), err.toString(), command.server());
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
