package io.github.tracker6.examples.tools;

/** Where the program starts. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.out.println("tracker-tools");
    }
}
