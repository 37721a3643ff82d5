package io.github.tracker6.standalone;

import io.github.tracker6.redis.RedisSwarmStore;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where swarms are kept: {@code memory}, or the Redis that a URI names. Neither its text nor a failure to parse one shows
 * the URI: it may hold a password.
 *
 * @param redisUri the URI, or null for memory
 */
record StoreLocation(@Nullable String redisUri) {
    static final StoreLocation MEMORY = new StoreLocation(null);
    /** The environment variable for a URI that shall stand in no list of processes. */
    static final String VARIABLE = "TRACKER6_STORE";

    static StoreLocation parse(String text) {
        if (text.equals("memory")) {
            return MEMORY;
        }
        try {
            RedisSwarmStore.builder().uri(text);
        } catch (IllegalArgumentException e) {
            String meant = text.contains(":") ? "" : Suggestion.of(text, List.of("memory"), "");
            throw new IllegalArgumentException("neither memory nor a Redis: " + e.getMessage() + meant, e);
        }
        return new StoreLocation(text);
    }

    /**
     * Returns what the environment says; memory where it says nothing.
     *
     * @throws IllegalArgumentException naming the variable
     */
    static StoreLocation of(Map<String, String> environment) {
        String text = environment.getOrDefault(VARIABLE, "");
        try {
            return text.isEmpty() ? MEMORY : parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(VARIABLE + ": " + e.getMessage(), e);
        }
    }

    boolean isRedis() {
        return redisUri != null;
    }

    @Override
    public String toString() {
        return isRedis() ? "Redis" : "memory";
    }

    /** For the command line. */
    static final class Converter implements ITypeConverter<StoreLocation> {
        @Override
        public StoreLocation convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
