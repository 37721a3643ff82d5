package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A folder with a minimal Debian, as {@code debootstrap} makes it, whose mounts end with the commands in it. */
final class CleanRoot {
    private static final long LIMIT_MINUTES = 10;

    private final Path folder;
    private final Path work;

    private CleanRoot(Path folder, Path work) {
        this.folder = folder;
        this.work = work;
    }

    /** Makes it, of the release and from the mirror of this machine. */
    static CleanRoot make(Path folder, Path work) throws IOException, InterruptedException {
        CleanRoot root = new CleanRoot(folder, work);
        String release = Files.readString(Path.of("/etc/os-release"));
        String suite = release.replaceAll("(?s).*VERSION_CODENAME=(\\w+).*", "$1");
        root.run(List.of("debootstrap", "--variant=minbase", suite, folder.toString(), mirror()));
        Files.copy(Path.of("/etc/resolv.conf"), folder.resolve("etc/resolv.conf"), StandardCopyOption.REPLACE_EXISTING);
        // In a package that is installed here, no service is started.
        Path policy = Files.writeString(folder.resolve("usr/sbin/policy-rc.d"), "#!/bin/sh\nexit 101\n");
        assertThat(policy.toFile().setExecutable(true)).isTrue();
        return root;
    }

    /** Returns the first mirror that apt has. */
    private static String mirror() throws IOException {
        List<Path> files = new ArrayList<>(List.of(Path.of("/etc/apt/sources.list")));
        try (Stream<Path> more = Files.list(Path.of("/etc/apt/sources.list.d"))) {
            more.sorted().forEach(files::add);
        }
        for (Path file : files) {
            for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
                if (line.matches("(URIs:|deb (\\[.*] )?)\\s*http\\S*debian\\b.*")) {
                    return line.replaceFirst(".*?(http\\S+).*", "$1");
                }
            }
        }
        throw new IOException("apt has no mirror of Debian");
    }

    Path path(String absolute) {
        return folder.resolve(absolute.substring(1));
    }

    /** Runs a shell command in it as root, and returns what it says. */
    String shell(String command) throws IOException, InterruptedException {
        return run(inside("", "sh", "-c", command));
    }

    /** Starts the program in it as a user of it. */
    ProgramProcess start(String user, Map<String, String> environment, String... command) throws IOException {
        return ProgramProcess.startCommand(work, environment, inside("--userspec=" + user + ":" + user, command));
    }

    private List<String> inside(String option, String... command) {
        List<String> line = new ArrayList<>(List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount -t proc proc \"$0/proc\" && root=$0 && shift && exec env --default-signal=HUP -u JAVA_HOME DEBIAN_FRONTEND=noninteractive"
                        + " LC_ALL=C.UTF-8 chroot " + option + " \"$root\" \"$@\"",
                folder.toString(),
                "--"));
        line.addAll(List.of(command));
        return line;
    }

    /** Runs a command of this machine, and returns what it says. */
    String run(List<String> command) throws IOException, InterruptedException {
        Path said = Files.createTempFile(work, "said", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        boolean isOver = process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES);
        process.destroy();
        String text = Files.readString(said, StandardCharsets.UTF_8);
        assertThat(isOver && process.exitValue() == 0).as(command + ": " + text).isTrue();
        return text;
    }
}
