package io.github.tracker6.examples.server;

/** Where the program starts. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.out.println("tracker-server");
    }
}
