package io.github.tracker6.standalone;

import java.io.IOException;

/** A host on one link with that of the program, as another network namespace: it has addresses of both families. */
final class ClientHost {
    static final String V4 = "192.0.2.6";
    static final String V6 = "2001:db8::6";

    private final HostProgram program;
    /** A process that holds the network. */
    private final String process;

    private ClientHost(HostProgram program, String process) {
        this.program = program;
        this.process = process;
    }

    /** Makes the host and the link; the program's host gets the two addresses on it. */
    static ClientHost connect(HostProgram program, String ipv4, String ipv6) throws IOException {
        program.host.run("ip link add outer type veth peer name inner && ip link set outer up");
        program.host.run("ip address add " + ipv4 + "/24 dev outer && ip address add " + ipv6 + "/64 dev outer nodad");
        String process = program.host.run("unshare --net sleep 1000 > /dev/null 2>&1 & echo $!");
        // Until the process has its network, the interface would come back.
        program.await(() -> !program.host
                .run("readlink /proc/self/ns/net /proc/" + process + "/ns/net | uniq -d; true")
                .contains("net:"));
        program.host.run("ip link set inner netns " + process);
        ClientHost client = new ClientHost(program, process);
        client.run("ip link set inner up && ip address add " + V4 + "/24 dev inner && ip address add " + V6
                + "/64 dev inner nodad");
        return client;
    }

    /** Runs commands on this host and returns their output. */
    String run(String commands) throws IOException {
        return program.host.run(
                "nsenter --net --target " + process + " sh -c '" + commands.replace("'", "'\\''") + "'");
    }
}
