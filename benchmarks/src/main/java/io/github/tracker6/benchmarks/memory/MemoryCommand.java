package io.github.tracker6.benchmarks.memory;

import io.github.tracker6.AddressFamily;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The subcommand {@code memory}. */
@Command(
        name = "memory",
        description = {
            "Prints how many bytes the memory store takes per peer: as counted by the store itself, and as the",
            "growth of the process's heap and resident memory. Each load runs in a new process. The store is",
            "filled, swept as within a minute, and measured after garbage collection.",
            ""
        },
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = false)
public final class MemoryCommand implements Callable<Integer> {
    private static final List<int[]> LOADS = List.of(
            new int[] {200_000, 100_000}, new int[] {1_000_000, 500_000}, new int[] {1_000_000, 10_000}, new int[] {
                1_000_000, 1
            });

    /** The heap is resident from the start, and the compiler takes little memory. */
    private static final List<String> OPTIONS = List.of(
            "-Xms256m",
            "-Xmx256m",
            "-XX:+AlwaysPreTouch",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:MaxDirectMemorySize=4g");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    @Option(names = "--large", description = "Measures 5,000,000 peers in 2,500,000 swarms as well.")
    boolean large;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%-45s %10s %10s %10s%n", "bytes per peer", "counted", "heap", "resident");
        List<int[]> loads = new ArrayList<>(LOADS);
        if (large) {
            loads.add(new int[] {5_000_000, 2_500_000});
        }
        for (int[] sizes : loads) {
            for (AddressFamily family : List.of(AddressFamily.IPV6, AddressFamily.IPV4)) {
                Load load = new Load(family, sizes[0], sizes[1]);
                String[] bytes = probe(load).split(" ", -1);
                double counted = Double.parseDouble(bytes[0]) / load.peers();
                double heap = Double.parseDouble(bytes[1]) / load.peers();
                double resident = heap + Double.parseDouble(bytes[2]) / load.peers();
                out.printf("%-45s %10.1f %10.1f %10.1f%n", load, counted, heap, resident);
            }
        }
        return 0;
    }

    private static String probe(Load load) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MemoryProbe.class.getName()));
        command.addAll(List.of(load.family().name(), Integer.toString(load.peers()), Integer.toString(load.swarms())));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException("measuring " + load + " failed with status " + process.exitValue());
        }
        return line;
    }
}
