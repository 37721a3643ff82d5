package io.github.tracker6.standalone.cli;

/** How a command ends. Stateless. */
public final class ExitStatus {
    /** All is done, or all is well. */
    public static final int OK = 0;

    /** Something failed, or was found. */
    public static final int FAILED = 1;

    /** An option, a value or a file is wrong, so nothing was done. */
    public static final int USAGE = 2;

    private ExitStatus() {}
}
