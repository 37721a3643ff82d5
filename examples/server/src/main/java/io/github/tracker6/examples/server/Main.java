package io.github.tracker6.examples.server;

import io.github.tracker6.server.TrackerServer;
import io.github.tracker6.server.TrackerStartException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A program that embeds a tracker with its swarms in memory. It serves until it gets SIGTERM or SIGINT. */
@Command(
        name = "tracker-server",
        description = "A BitTorrent tracker over HTTP and UDP, with its swarms in memory.",
        mixinStandardHelpOptions = true)
public final class Main implements Callable<Integer> {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "6969",
            description = "Serve HTTP and UDP on this port, over both families. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(names = "--lan", description = "Admit peers with private, link-local and loopback addresses.")
    private boolean lan;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "30m",
            description = "How often clients announce, such as 90s, 30m, 1h. Default: ${DEFAULT-VALUE}.")
    private Duration interval = Duration.ZERO;

    public static void main(String[] args) {
        int status = new CommandLine(new Main())
                .registerConverter(Duration.class, text -> Duration.parse("PT" + text))
                .setParameterExceptionHandler((failure, all) -> fail(2, failure))
                .execute(args);
        System.exit(status);
    }

    @Override
    public Integer call() throws InterruptedException {
        try (TrackerServer tracker = TrackerServer.builder()
                .listen("[::]:" + port)
                .interval(interval)
                .lan(lan)
                .start()) {
            Runtime.getRuntime().addShutdownHook(new Thread(tracker::close, "stop"));
            tracker.announceUrls().forEach(System.out::println);
            tracker.awaitClose();
            return 0;
        } catch (TrackerStartException e) {
            return fail(1, e);
        } catch (IllegalArgumentException e) {
            return fail(2, e);
        }
    }

    private static int fail(int status, Exception failure) {
        System.err.println("tracker-server: " + failure.getMessage());
        return status;
    }
}
