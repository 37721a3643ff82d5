package io.github.tracker6.standalone;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A shell with a network, mounts and processes of its own (Linux namespaces). What it starts ends with it. It has a
 * loopback interface without the machine's other interfaces, so nothing that a test does there reaches the machine. Without
 * root it needs user namespaces, which most distributions allow.
 */
final class NetworkNamespace implements AutoCloseable {
    private static final String END = "=end=";

    private final Process shell;
    private final BufferedReader output;
    private final Writer input;

    private NetworkNamespace(Process shell) {
        this.shell = shell;
        this.output = shell.inputReader(StandardCharsets.UTF_8);
        this.input = shell.outputWriter(StandardCharsets.UTF_8);
    }

    static NetworkNamespace open() throws IOException {
        List<String> command = new ArrayList<>(
                List.of("unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"));
        if (!System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("--user", "--map-root-user"));
        }
        command.add("sh");
        NetworkNamespace opened = new NetworkNamespace(
                new ProcessBuilder(command).redirectErrorStream(true).start());
        opened.run("ip link set lo up");
        return opened;
    }

    /**
     * Runs a command and returns its output without the last line end.
     *
     * @throws AssertionError if the command fails
     */
    String run(String command) throws IOException {
        input.write(command + "\necho " + END + "$?\n");
        input.flush();
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(END)) {
                if (!line.equals(END + "0")) {
                    throw new AssertionError(command + " fails: " + said);
                }
                return said.toString().strip();
            }
            said.append(line).append('\n');
        }
        throw new AssertionError("the shell has ended: " + said);
    }

    @Override
    public void close() {
        shell.destroyForcibly();
        if (!shell.onExit()
                .completeOnTimeout(shell, 10, TimeUnit.SECONDS)
                .join()
                .isAlive()) {
            return;
        }
        throw new AssertionError("the shell does not end");
    }
}
