package io.github.tracker6.redis.testing;

import io.lettuce.core.RedisURI;

/** A real Redis or Valkey server. Thread-safe. */
public interface RedisServer {
    /** Returns the address, a new object each time. The URI of a {@link RedisProcess} has no credentials. */
    RedisURI uri();

    /**
     * Sends a command and returns its reply. Takes 5 s at most.
     *
     * @return a string (empty for nil), a {@code Long}, or a list of these
     * @throws io.lettuce.core.RedisException if the server answers with an error, or does not answer
     */
    Object command(String... words);

    /** Returns a field of the reply to {@code INFO}, or an empty string if there is no such field. */
    default String info(String section, String field) {
        return command("INFO", section)
                .toString()
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1))
                .findFirst()
                .orElse("");
    }

    /** Returns whether the server is a master, with or without replicas. */
    default boolean isMaster() {
        return info("replication", "role").equals("master");
    }

    /**
     * Returns how often the server has run a command, subcommands included.
     *
     * @param command in lower case
     */
    default long calls(String command) {
        return command("INFO", "commandstats")
                .toString()
                .lines()
                .filter(line -> line.matches("cmdstat_" + command + "[:|].*"))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*:calls=(\\d+),.*", "$1")))
                .sum();
    }

    /** Makes the server forget its scripts. */
    default void scriptFlush() {
        command("SCRIPT", "FLUSH");
    }

    /** Closes the connections of all clients; not those of replicas and masters. */
    default void killClients() {
        command("CLIENT", "KILL", "TYPE", "normal");
    }

    /**
     * Limits the memory of the server. It refuses commands that need more, and evicts nothing.
     *
     * @param bytes the limit; 0 is no limit
     */
    default void maxMemory(long bytes) {
        command("CONFIG", "SET", "maxmemory-policy", "noeviction");
        command("CONFIG", "SET", "maxmemory", Long.toString(bytes));
    }
}
