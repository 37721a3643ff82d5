package io.github.tracker6.examples.tools.load;

import io.github.tracker6.Endpoint;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The subcommand {@code echo}. */
@Command(
        name = "echo",
        description = "Answers every UDP announce with the same bytes, until it is ended: the target for load --echo.",
        mixinStandardHelpOptions = true)
public final class EchoCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    @Option(
            names = "--udp",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:6970",
            description = "Where to answer. Default: ${DEFAULT-VALUE}.")
    String udp = "";

    @Override
    public Integer call() throws IOException {
        Endpoint endpoint;
        try {
            endpoint = Endpoint.parse(udp);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new ParameterException(spec.commandLine(), "--udp: '" + udp + "' is no address and port", e);
        }
        try (UdpEcho echo = new UdpEcho(endpoint.socketAddress())) {
            spec.commandLine().getOut().println("udp://" + endpoint);
            echo.run();
        }
        return 0;
    }
}
