package io.github.tracker6.standalone;

import java.io.PrintWriter;
import java.nio.charset.Charset;

/** Where the program starts. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Preparation.begin();
        // The terminal's own character set, as System.out has it.
        Charset charset = Charset.defaultCharset();
        PrintWriter out = new PrintWriter(System.out, true, charset);
        PrintWriter err = new PrintWriter(System.err, true, charset);
        Program program = new Program(out, err);
        // Before it serves: a signal that comes early must not end it.
        ProcessSignal.handle("HUP", program::reload);
        ProcessSignal.handle("USR1", program::logSummary);
        Runtime.getRuntime().addShutdownHook(new GracefulStop(program));
        int status = program.run(args);
        StandaloneTracker tracker = program.tracker();
        if (tracker == null) {
            System.exit(status);
        } else {
            tracker.awaitClose();
        }
    }
}
