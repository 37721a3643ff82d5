package io.github.tracker6.redis;

import java.util.concurrent.CompletionStage;

/**
 * Finds the server that holds the log, and connects to it: one server, the master that Sentinel names, or the master of
 * the log's slot in a Cluster. Thread-safe.
 */
interface RedisApi {
    /**
     * Opens a connection to the server that holds the log now. Does not wait. What it opens does not connect again by
     * itself.
     *
     * @return fails with any exception; {@link RedisFailure#of} says what it means
     */
    CompletionStage<RedisSession> connect();

    /** Returns what a user must be allowed to run so that it can connect, as arguments of {@code ACL SETUSER}. */
    String aclCommands();

    /** Closes what it created, connections too. Does not wait. Idempotent. */
    void close();
}
