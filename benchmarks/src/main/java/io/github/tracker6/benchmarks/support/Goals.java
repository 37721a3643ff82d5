package io.github.tracker6.benchmarks.support;

import java.io.PrintWriter;
import java.util.Locale;

/** Prints figures beside their goals, as they come. Not thread-safe. */
public final class Goals {
    private static final String ROW = "%-74s %10s %10s  %s%n";

    private final PrintWriter out;
    private boolean broken;

    /** Makes a table on a writer. */
    public Goals(PrintWriter out) {
        this.out = out;
    }

    /** Prints the head of the table. */
    public void head() {
        print(ROW, "", "goal", "figure", "");
    }

    /** Prints a line that is no figure. */
    public void line(String format, Object... values) {
        print(format + "%n", values);
    }

    /** Prints a figure that may be at most its goal. */
    public void atMost(String what, String format, double goal, double figure) {
        boolean met = figure <= goal;
        print(ROW, what, "<= " + text(format, goal), text(format, figure), met ? "met" : "MISSED");
    }

    /** Prints a figure that must be at most its goal. If it is not, the run has failed. */
    public void mustBeAtMost(String what, String format, double goal, double figure) {
        boolean met = figure <= goal;
        broken |= !met;
        print(ROW, what, "<= " + text(format, goal), text(format, figure), met ? "met" : "BROKEN");
    }

    /** Prints a figure that must be at least its goal. If it is not, the run has failed. */
    public void atLeast(String what, String format, double goal, double figure) {
        boolean met = figure >= goal;
        broken |= !met;
        print(ROW, what, ">= " + text(format, goal), text(format, figure), met ? "met" : "BROKEN");
    }

    /** Prints a figure that must be exact. If it is not, the run has failed. */
    public void exactly(String what, long goal, long figure) {
        broken |= figure != goal;
        print(ROW, what, text(goal), text(figure), figure == goal ? "met" : "BROKEN");
    }

    /** Prints a figure that must be in a range. If it is not, the run has failed. */
    public void within(String what, long least, long most, long figure) {
        if (least == most) {
            exactly(what, least, figure);
        } else {
            boolean met = figure >= least && figure <= most;
            broken |= !met;
            print(ROW, what, text(least) + "-" + text(most), text(figure), met ? "met" : "BROKEN");
        }
    }

    /** Returns whether a figure that must be exact is not. */
    public boolean isBroken() {
        return broken;
    }

    private static String text(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String text(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    private void print(String format, Object... values) {
        out.printf(Locale.ROOT, format, values);
        out.flush();
    }
}
