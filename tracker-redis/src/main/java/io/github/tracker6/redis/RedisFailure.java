package io.github.tracker6.redis;

import io.github.tracker6.store.StoreException;
import io.github.tracker6.store.shared.LogFullException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What a failure of Redis means, as one line for the operator. No line holds a password or an address. */
enum RedisFailure {
    OUT_OF_REACH("Redis is out of reach", true),
    TIMEOUT("Redis does not answer in time", true),
    LOST("the connection to Redis was lost", true),
    CLOSED("the store is closed", true),
    PASSWORD("Redis refuses the user or the password of its URI (WRONGPASS, NOAUTH)", true),
    PERMISSION("Redis does not let the user of its URI do this (NOPERM); it needs the ACL rule ", false),
    READ_ONLY("this Redis is a replica that cannot be written to (READONLY)", true),
    FULL("Redis is out of memory (OOM); raise maxmemory", false),
    LOADING("Redis is loading its data (LOADING)", true),
    BUSY("Redis is busy with a script (BUSY)", false),
    DISK("Redis cannot write to its disk and refuses changes (MISCONF)", false),
    REPLICAS("Redis lacks the replicas that it is set to have (NOREPLICAS)", false),
    CLUSTER("the Redis Cluster does not serve the slot of the log (CLUSTERDOWN)", true),
    MOVED("the slot of the log moved to another node of the Redis Cluster (MOVED, ASK, TRYAGAIN)", true),
    FOREIGN("the keys of this prefix belong to another program (WRONGTYPE); set another key prefix", false),
    REFUSED("Redis refuses the command", false);

    private static final Pattern CODE =
            Pattern.compile("(?:^|[\\s:]-?)(OOM|READONLY|UNBLOCKED|LOADING|BUSY|MISCONF|NOREPLICAS"
                    + "|WRONGTYPE|MASTERDOWN|CLUSTERDOWN|MOVED|ASK|TRYAGAIN|NOAUTH|WRONGPASS|NOPERM)\\b");
    private static final Pattern AUTH = Pattern.compile(
            "invalid (?:username-password|password)|called without any password configured", Pattern.CASE_INSENSITIVE);
    // Before 7.0, a script's command that the user may not run is no NOPERM.
    private static final Pattern SCRIPT_NOPERM =
            Pattern.compile("The user executing the script can't|ACL failure in script");
    // A server that does not know a command repeats its arguments; those of AUTH are secret.
    private static final String QUOTED_ARGUMENTS = ", with args beginning with";
    private static final int MAX_REPLY_LENGTH = 200;

    private final String text;
    private final boolean endsConnection;

    RedisFailure(String text, boolean endsConnection) {
        this.text = text;
        this.endsConnection = endsConnection;
    }

    /** Returns whether another connection may help: to another server, with another password, or at all. */
    boolean endsConnection() {
        return endsConnection;
    }

    /** Makes an exception that says what it means. */
    StoreException exception() {
        return new StoreException(text, null);
    }

    /** Finds what a failure of Lettuce's means. */
    static RedisFailure of(Throwable failure) {
        RedisFailure found = OUT_OF_REACH;
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof RedisCommandExecutionException) {
                // What the server said explains why there is no connection.
                return ofReply(String.valueOf(at.getMessage()));
            }
            if (at instanceof RedisCommandTimeoutException || at instanceof TimeoutException) {
                found = TIMEOUT;
            }
            for (Throwable beside : at.getSuppressed()) {
                RedisFailure said = of(beside);
                if (said != OUT_OF_REACH) {
                    return said;
                }
            }
        }
        return found;
    }

    /** Finds what the error reply of a server means. */
    static RedisFailure ofReply(String reply) {
        if (AUTH.matcher(reply).find()) {
            return PASSWORD;
        }
        if (SCRIPT_NOPERM.matcher(reply).find()) {
            return PERMISSION;
        }
        Matcher code = CODE.matcher(reply);
        if (!code.find()) {
            return REFUSED;
        }
        return switch (code.group(1).toUpperCase(Locale.ROOT)) {
            case "OOM" -> FULL;
            case "READONLY", "UNBLOCKED" -> READ_ONLY;
            case "LOADING" -> LOADING;
            case "BUSY" -> BUSY;
            case "MISCONF" -> DISK;
            case "NOREPLICAS", "MASTERDOWN" -> REPLICAS;
            case "CLUSTERDOWN" -> CLUSTER;
            case "MOVED", "ASK", "TRYAGAIN" -> MOVED;
            case "NOPERM" -> PERMISSION;
            case "WRONGTYPE" -> FOREIGN;
            default -> PASSWORD;
        };
    }

    /**
     * Makes the exception of a failure of Lettuce's.
     *
     * @param failure any; a {@link StoreException} stays as it is
     * @param aclRule what the user of the URI must be allowed to do
     */
    static StoreException exception(Throwable failure, String aclRule) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof StoreException ours) {
                return ours;
            }
        }
        Throwable cause = unwrap(failure);
        RedisFailure meaning = of(cause);
        Throwable shown = quotesArguments(cause) ? null : cause;
        return switch (meaning) {
            case FULL -> new LogFullException(meaning.text, shown);
            case PERMISSION -> new StoreException(meaning.text + aclRule, shown);
            case REFUSED -> new StoreException(meaning.text + ": " + printable(reply(cause)), shown);
            case OUT_OF_REACH -> new StoreException(meaning.text + reason(cause), shown);
            default -> new StoreException(meaning.text, shown);
        };
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable at = failure;
        while ((at instanceof CompletionException || at instanceof ExecutionException) && at.getCause() != null) {
            at = at.getCause();
        }
        return at;
    }

    private static String reply(Throwable failure) {
        Throwable at = failure;
        while (!(at instanceof RedisCommandExecutionException) && at.getCause() != null) {
            at = at.getCause();
        }
        return String.valueOf(at.getMessage());
    }

    private static String reason(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            String known = at instanceof UnknownHostException
                    ? ": unknown host"
                    : at instanceof ConnectException
                            ? ": no connection"
                            : at instanceof SSLException ? ": TLS handshake failed" : null;
            if (known != null) {
                return known;
            }
        }
        return "";
    }

    private static boolean quotesArguments(@Nullable Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (String.valueOf(at.getMessage()).contains(QUOTED_ARGUMENTS)) {
                return true;
            }
        }
        return false;
    }

    private static String printable(String reply) {
        int quoted = reply.indexOf(QUOTED_ARGUMENTS);
        String line = (quoted < 0 ? reply : reply.substring(0, quoted)).replaceAll("[^\\x20-\\x7e]", "?");
        return line.length() > MAX_REPLY_LENGTH ? line.substring(0, MAX_REPLY_LENGTH) : line;
    }
}
