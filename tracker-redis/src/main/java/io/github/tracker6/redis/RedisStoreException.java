package io.github.tracker6.redis;

import io.github.tracker6.store.StoreException;
import org.jspecify.annotations.Nullable;

/** A failure of Redis. It has no stack trace of its own: there may be a hundred thousand of them a second. */
final class RedisStoreException extends StoreException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_REPLY_LENGTH = 200;
    private static final String QUOTED_ARGUMENTS = ", with args beginning with";

    private final RedisTrouble trouble;

    private RedisStoreException(RedisTrouble trouble, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.trouble = trouble;
    }

    /** Makes one that says what the trouble means. */
    static RedisStoreException of(RedisTrouble trouble) {
        return new RedisStoreException(trouble, trouble.text(), null);
    }

    /** Makes one that says more. */
    static RedisStoreException of(RedisTrouble trouble, String detail, @Nullable Throwable cause) {
        return new RedisStoreException(trouble, trouble.text() + ": " + detail, cause);
    }

    /** Makes one of what Lettuce says. */
    static RedisStoreException of(Throwable failure) {
        Throwable cause = RedisTrouble.unwrap(failure);
        if (cause instanceof RedisStoreException already) {
            return already;
        }
        RedisTrouble trouble = RedisTrouble.of(cause);
        Throwable shown = quotesArguments(cause) ? null : cause;
        return trouble == RedisTrouble.SCRIPT
                ? of(trouble, printable(String.valueOf(cause.getMessage())), shown)
                : new RedisStoreException(trouble, trouble.text(), shown);
    }

    /** Makes another one that says the same. */
    RedisStoreException again() {
        return new RedisStoreException(trouble, String.valueOf(getMessage()), getCause());
    }

    RedisTrouble trouble() {
        return trouble;
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // there is nothing to guard
    public Throwable fillInStackTrace() {
        return this;
    }

    /** A server that does not know a command repeats its arguments; those of AUTH are secret. */
    private static boolean quotesArguments(Throwable failure) {
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
