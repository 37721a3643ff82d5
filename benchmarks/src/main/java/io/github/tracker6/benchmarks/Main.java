package io.github.tracker6.benchmarks;

import java.io.PrintWriter;
import java.nio.charset.Charset;

/** Starts the program. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        // The character set of the terminal, which System.out has, too.
        Charset charset = Charset.defaultCharset();
        PrintWriter out = new PrintWriter(System.out, true, charset);
        PrintWriter err = new PrintWriter(System.err, true, charset);
        System.exit(Benchmarks.run(out, err, args));
    }
}
