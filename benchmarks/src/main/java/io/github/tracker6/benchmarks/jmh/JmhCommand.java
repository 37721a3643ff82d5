package io.github.tracker6.benchmarks.jmh;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The subcommand {@code jmh}. */
@Command(
        name = "jmh",
        description = {
            "Measures with JMH what an announce costs in codecs, engine and memory store. Takes less than three",
            "minutes. The lines that end in cpu are CPU time; the others are wall time, which needs an idle machine.",
            ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = false)
public final class JmhCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "NAME",
            description = "Regular expressions of the benchmarks to run, such as Store or UdpCodec. Default: all.")
    List<String> names = List.of();

    @Option(names = "--forks", defaultValue = "1", description = "Processes per benchmark. Default: ${DEFAULT-VALUE}.")
    int forks;

    @Option(
            names = "--iterations",
            defaultValue = "3",
            description = "Seconds measured per process, after two seconds of warm-up. Default: ${DEFAULT-VALUE}.")
    int iterations;

    @Option(
            names = "--threads",
            defaultValue = "1",
            description = "Threads that announce at the same time. Default: ${DEFAULT-VALUE}.")
    int threads;

    @Override
    public Integer call() throws RunnerException {
        OptionsBuilder options = new OptionsBuilder();
        names.forEach(options::include);
        options.addProfiler(CpuProfiler.class)
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(forks)
                .threads(threads)
                .warmupIterations(2)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(iterations)
                .measurementTime(TimeValue.seconds(1))
                .jvmArgs("-Xms512m", "-Xmx512m", "-XX:MaxDirectMemorySize=4g");
        new Runner(options.build()).run();
        return 0;
    }
}
