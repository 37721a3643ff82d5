package io.github.tracker6.redis.testing;

import io.lettuce.core.RedisURI;

/** A real Redis. Thread-safe. */
public interface RedisServer {
    /** Returns where it listens, as a fresh value; without credentials for servers of our own. */
    RedisURI uri();

    /**
     * Sends a command and returns its reply, within 5 s.
     *
     * @return a string, a {@code Long}, or a list of those
     * @throws io.lettuce.core.RedisException if the server refuses it, or cannot be reached
     */
    Object command(String... words);

    /** Returns a field of the reply to {@code INFO}, or an empty string where there is none. */
    default String info(String section, String field) {
        return command("INFO", section)
                .toString()
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1))
                .findFirst()
                .orElse("");
    }

    /** Returns whether it is a master, be it one without replicas. */
    default boolean isMaster() {
        return info("replication", "role").equals("master");
    }

    /** Returns how often it has run a command, in lower case, with any of its subcommands. */
    default long calls(String command) {
        return command("INFO", "commandstats")
                .toString()
                .lines()
                .filter(line -> line.matches("cmdstat_" + command + "[:|].*"))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*:calls=(\\d+),.*", "$1")))
                .sum();
    }

    /** Makes it forget its scripts. */
    default void scriptFlush() {
        command("SCRIPT", "FLUSH");
    }

    /** Cuts the connections of all clients but replicas and masters. */
    default void killClients() {
        command("CLIENT", "KILL", "TYPE", "normal");
    }

    /**
     * Limits its memory; what would need more is refused (no eviction).
     *
     * @param bytes 0: no limit
     */
    default void maxMemory(long bytes) {
        command("CONFIG", "SET", "maxmemory-policy", "noeviction");
        command("CONFIG", "SET", "maxmemory", Long.toString(bytes));
    }
}
