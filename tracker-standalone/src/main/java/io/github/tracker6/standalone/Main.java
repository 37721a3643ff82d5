package io.github.tracker6.standalone;

import io.github.tracker6.standalone.log.Logs;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Where the program starts. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        // First of all: a signal that comes early must not end it. Before there is a program, there is nothing to read
        // again.
        AtomicReference<@Nullable Program> started = new AtomicReference<>();
        ServiceManager service = ServiceManager.of(System.getenv());
        ProcessSignal.handle("HUP", () -> ifStarted(started, program -> service.duringReload(program::reload)));
        ProcessSignal.handle("USR1", () -> ifStarted(started, Program::logSummary));
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) ->
                LoggerFactory.getLogger(Main.class).error("Thread {} ended", thread.getName(), failure));
        Logs.installed().ifPresent(Logs::hold); // until the options are read, which say how to log
        if (args.length == 0 || !Program.OTHER_COMMANDS.contains(args[0])) {
            Preparation.begin();
        }
        // The terminal's own character set, as System.out has it.
        Charset charset = Charset.defaultCharset();
        PrintWriter out = new PrintWriter(System.out, true, charset);
        PrintWriter err = new PrintWriter(System.err, true, charset);
        Program program = new Program(out, err);
        started.set(program);
        Runtime.getRuntime().addShutdownHook(new GracefulStop(program, service));
        int status = program.run(args);
        StandaloneTracker tracker = program.tracker();
        if (tracker == null) {
            System.exit(status);
        } else {
            service.ready();
            tracker.awaitClose();
        }
    }

    private static void ifStarted(AtomicReference<@Nullable Program> started, Consumer<Program> task) {
        Program program = started.get();
        if (program != null) {
            task.accept(program);
        }
    }
}
