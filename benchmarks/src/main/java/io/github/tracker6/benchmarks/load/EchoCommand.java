package io.github.tracker6.benchmarks.load;

import io.github.tracker6.Endpoint;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The subcommand {@code echo}. */
@Command(
        name = "echo",
        description = "Answers every announce with the same bytes until it is killed: the target for load --echo.",
        mixinStandardHelpOptions = true)
public final class EchoCommand implements Callable<Integer> {
    private static final String DEFAULT_UDP = "127.0.0.1:6970";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    @Option(
            names = "--udp",
            paramLabel = "HOST:PORT",
            description = "Answer over UDP here. Default: " + DEFAULT_UDP + ", if there is no --http.")
    @Nullable
    String udp;

    @Option(names = "--http", paramLabel = "HOST:PORT", description = "Answer over HTTP here, and not over UDP.")
    @Nullable
    String http;

    @Override
    public Integer call() throws IOException {
        if (http == null) {
            Endpoint endpoint = endpoint("--udp", udp == null ? DEFAULT_UDP : udp);
            try (UdpEcho echo = new UdpEcho(endpoint.socketAddress())) {
                spec.commandLine().getOut().println("udp://" + endpoint);
                echo.run();
            }
            return 0;
        }
        if (udp != null) {
            throw new ParameterException(spec.commandLine(), "--udp and --http exclude each other");
        }
        Endpoint endpoint = endpoint("--http", http);
        try (HttpEcho echo = new HttpEcho(endpoint.socketAddress())) {
            spec.commandLine().getOut().println("http://" + endpoint + "/announce");
            echo.run();
        }
        return 0;
    }

    private Endpoint endpoint(String option, String text) {
        try {
            return Endpoint.parse(text);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new ParameterException(spec.commandLine(), option + ": '" + text + "' is no address and port", e);
        }
    }
}
