package io.github.tracker6.redis;

import io.lettuce.core.RedisBusyException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisLoadingException;
import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.cluster.PartitionSelectorException;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What may be wrong with Redis, in the words of an operator's log. */
enum RedisTrouble {
    TIMEOUT("Redis did not answer in time"),
    DISCONNECTED("Redis is out of reach"),
    REFUSED("Redis refuses the credentials, or lets them do too little"),
    QUEUE_FULL("too many requests to Redis are waiting for an answer"),
    CLOSED("the store is closed"),
    OUT_OF_MEMORY("Redis is full (OOM): give it more memory, or serve fewer swarms"),
    READ_ONLY("Redis is a replica that cannot be written to (READONLY)"),
    LOADING("Redis is loading its data (LOADING)"),
    BUSY("Redis is busy with somebody's script (BUSY)"),
    PERSISTENCE("Redis cannot write to its disk and refuses changes (MISCONF)"),
    REPLICAS("Redis lacks the replicas that it is set to have (NOREPLICAS, MASTERDOWN)"),
    CLUSTER_DOWN("the Redis Cluster does not serve this part of the keys (CLUSTERDOWN)"),
    MOVING("the Redis Cluster sends requests from node to node (MOVED, ASK, TRYAGAIN)"),
    SCRIPT("Redis refused the request");

    /** What a script is told that wants a page of a swarm which went ahead to another node of a Cluster. */
    static final String ELSEWHERE = "access a non local key";

    private static final Pattern CODE = Pattern.compile("(?:^|[\\s:]-?)(OOM|READONLY|LOADING|BUSY|MISCONF|NOREPLICAS"
            + "|MASTERDOWN|CLUSTERDOWN|MOVED|ASK|TRYAGAIN|NOAUTH|WRONGPASS|NOPERM)\\b");
    private static final Pattern AUTH = Pattern.compile(
            "invalid (?:username-password|password)|called without any password configured", Pattern.CASE_INSENSITIVE);

    private final String text;

    RedisTrouble(String text) {
        this.text = text;
    }

    /** Returns what it means. */
    String text() {
        return text;
    }

    /** Finds what a failure of Lettuce's means. */
    static RedisTrouble of(Throwable failure) {
        RedisTrouble found = null;
        for (Throwable at = unwrap(failure); at != null; at = at.getCause()) {
            RedisTrouble here = ofOne(at);
            // What the server said explains why there is no connection.
            if (here != null && (found == null || found == DISCONNECTED)) {
                found = here;
            }
        }
        return found == null ? DISCONNECTED : found;
    }

    private static @Nullable RedisTrouble ofOne(Throwable failure) {
        if (failure instanceof RedisStoreException ours) {
            return ours.trouble();
        }
        if (failure instanceof RedisReadOnlyException) {
            return READ_ONLY;
        }
        if (failure instanceof RedisLoadingException) {
            return LOADING;
        }
        if (failure instanceof RedisBusyException) {
            return BUSY;
        }
        if (failure instanceof RedisCommandTimeoutException || failure instanceof CancellationException) {
            return TIMEOUT;
        }
        if (failure instanceof PartitionSelectorException) {
            return CLUSTER_DOWN;
        }
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof RedisCommandExecutionException) {
            return ofReply(message);
        }
        if (failure instanceof RedisConnectionException || failure instanceof IOException) {
            return DISCONNECTED;
        }
        if (failure instanceof RedisException && message.contains("not accepted until")) {
            return QUEUE_FULL;
        }
        return null;
    }

    /** Finds what the error reply of a server means. Before 7.0 a script's own reply stands within another one. */
    static RedisTrouble ofReply(String reply) {
        if (AUTH.matcher(reply).find()) {
            return REFUSED;
        }
        if (reply.contains(ELSEWHERE)) {
            return MOVING;
        }
        Matcher code = CODE.matcher(reply);
        if (!code.find()) {
            return SCRIPT;
        }
        return switch (code.group(1).toUpperCase(Locale.ROOT)) {
            case "OOM" -> OUT_OF_MEMORY;
            case "READONLY" -> READ_ONLY;
            case "LOADING" -> LOADING;
            case "BUSY" -> BUSY;
            case "MISCONF" -> PERSISTENCE;
            case "NOREPLICAS", "MASTERDOWN" -> REPLICAS;
            case "CLUSTERDOWN" -> CLUSTER_DOWN;
            case "MOVED", "ASK", "TRYAGAIN" -> MOVING;
            default -> REFUSED;
        };
    }

    static Throwable unwrap(Throwable failure) {
        Throwable at = failure;
        while ((at instanceof CompletionException || at instanceof ExecutionException) && at.getCause() != null) {
            at = at.getCause();
        }
        return at;
    }
}
