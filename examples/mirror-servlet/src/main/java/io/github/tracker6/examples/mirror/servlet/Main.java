package io.github.tracker6.examples.mirror.servlet;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A mirror of images with a tracker. It serves until it gets SIGTERM or SIGINT. */
@Command(
        name = "mirror-servlet",
        description = "Serves a folder of images over HTTP and as torrents, with the tracker on the same port.",
        mixinStandardHelpOptions = true)
public final class Main implements Callable<Integer> {
    @Option(
            names = "--images",
            paramLabel = "FOLDER",
            required = true,
            description = "Serve the images of this folder.")
    private Path images = Path.of("");

    @Option(
            names = "--torrents",
            paramLabel = "FOLDER",
            defaultValue = "torrents",
            description = "Keep the torrents of the images in this folder. Default: ${DEFAULT-VALUE}.")
    private Path torrents = Path.of("");

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "Serve HTTP and UDP on this port, over both families. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "",
            description = "Put this name into the torrents. Default: an address of this machine.")
    private String host = "";

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "",
            description = "Clients reach the mirror at this URL, such as that of a proxy. Default: http://HOST:PORT/.")
    private String url = "";

    @Option(names = "--lan", description = "Admit peers with private, link-local and loopback addresses.")
    private boolean lan;

    @Option(names = "--hybrid", description = "Make torrents for BitTorrent v1 and v2, which some clients can't read.")
    private boolean hybrid;

    @Option(
            names = "--settle-time",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "Make a torrent of an image that has not changed for this time. Default: ${DEFAULT-VALUE}.")
    private Duration settleTime = Duration.ZERO;

    public static void main(String[] args) {
        int status = new CommandLine(new Main())
                .registerConverter(Duration.class, text -> Duration.parse("PT" + text))
                .setParameterExceptionHandler((failure, all) -> fail(2, failure))
                .execute(args);
        System.exit(status);
    }

    @Override
    public Integer call() throws InterruptedException {
        MirrorOptions options = new MirrorOptions(images, torrents, host, url, port, lan, hybrid, settleTime);
        try (Mirror mirror = Mirror.start(options)) {
            Thread stop = new Thread(() -> close(mirror), "stop");
            Runtime.getRuntime().addShutdownHook(stop);
            mirror.urls().pages().forEach(System.out::println);
            mirror.urls().announces().forEach(System.out::println);
            mirror.awaitClose();
            return 0;
        } catch (IOException e) {
            return fail(1, e);
        } catch (IllegalArgumentException e) {
            return fail(2, e);
        }
    }

    private static void close(Mirror mirror) {
        try {
            mirror.close();
        } catch (IOException e) {
            fail(1, e);
        }
    }

    private static int fail(int status, Exception failure) {
        System.err.println("mirror-servlet: " + failure.getMessage());
        return status;
    }
}
