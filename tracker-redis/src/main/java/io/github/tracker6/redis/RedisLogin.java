package io.github.tracker6.redis;

import io.github.tracker6.store.StoreException;
import io.lettuce.core.RedisCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The user and the password of a URI. A password in a file is read for each connection, so that a new one needs no restart.
 * Immutable; its text shows nothing.
 */
final class RedisLogin implements Supplier<RedisCredentials> {
    private final @Nullable String user;
    private final Supplier<String> password;

    private RedisLogin(String user, Supplier<String> password) {
        this.user = user.isEmpty() ? null : user;
        this.password = password;
    }

    /** Takes a password as it is. */
    static RedisLogin of(String user, String password) {
        return new RedisLogin(user, () -> password);
    }

    /** Takes the password from a file; a line feed at its end is no part of it. */
    static RedisLogin ofFile(String user, Path file) {
        return new RedisLogin(user, () -> {
            try {
                return Files.readString(file).replaceAll("[\\r\\n]+$", "");
            } catch (IOException e) {
                // Its message names the file only.
                throw new StoreException("the password-file of the Redis URI cannot be read: " + e, e);
            }
        });
    }

    /** Takes the password from an environment variable. */
    static RedisLogin ofVariable(String user, String name) {
        return new RedisLogin(user, () -> {
            String value = System.getenv(name);
            if (value == null) {
                throw new StoreException("the password-env of the Redis URI names no variable that is set", null);
            }
            return value;
        });
    }

    @Override
    public RedisCredentials get() {
        return RedisCredentials.just(user, password.get());
    }

    @Override
    public String toString() {
        return "RedisLogin";
    }
}
