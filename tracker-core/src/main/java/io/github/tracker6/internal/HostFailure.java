package io.github.tracker6.internal;

import java.io.IOException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Why the system, and not a client or this program, makes something fail; in words for the log. */
public enum HostFailure {
    /** EMFILE. */
    OPEN_FILES("too many open files", -24, "too many open files|no file descriptors"),
    /** ENFILE. */
    OPEN_FILES_OF_SYSTEM("too many open files in the system", -23, "too many open files in system"),
    /** ENOBUFS. */
    BUFFERS("no buffer space", -105, "no buffer space"),
    /** ENOMEM, and {@code OutOfMemoryError}. */
    MEMORY("out of memory", -12, "allocate memory|out of memory|not enough space"),
    /** EPERM and EACCES: a firewall or a security module. */
    PERMISSION("not permitted", -1, "not permitted|permission denied"),
    /** Any other. */
    OTHER("", 0, "(?!)");

    private static final int EACCES = -13;

    private final String words;
    private final int number;
    private final String code;
    private final Pattern texts;

    /**
     * Makes a kind.
     *
     * @param number the negative number of the error on Linux, which Netty's messages hold
     * @param texts what the messages of C libraries hold, in lower case
     */
    HostFailure(String words, int number, String texts) {
        this.words = words;
        this.number = number;
        this.code = "error(" + number + ")";
        this.texts = Pattern.compile(texts);
    }

    /** Returns the kind of a failure, by its message. */
    public static HostFailure of(Throwable failure) {
        if (failure instanceof OutOfMemoryError) {
            return MEMORY;
        }
        String message = message(failure);
        for (HostFailure kind : values()) {
            if (message.contains(kind.code)) {
                return kind;
            }
        }
        return OPEN_FILES_OF_SYSTEM.isNamedIn(message) ? OPEN_FILES_OF_SYSTEM : byText(message);
    }

    /**
     * Returns the kind of an error of a system call on Linux.
     *
     * @param errorNumber negative
     */
    public static HostFailure ofErrorNumber(int errorNumber) {
        if (errorNumber == EACCES) {
            return PERMISSION;
        }
        for (HostFailure kind : values()) {
            if (kind.number == errorNumber) {
                return kind;
            }
        }
        return OTHER;
    }

    private static HostFailure byText(String message) {
        for (HostFailure kind : values()) {
            if (kind.isNamedIn(message)) {
                return kind;
            }
        }
        return OTHER;
    }

    /** Returns the words for this kind; empty for {@link #OTHER}. */
    public String words() {
        return words;
    }

    private boolean isNamedIn(String message) {
        return texts.matcher(message).find();
    }

    private static String message(@Nullable Throwable failure) {
        String message = failure == null ? null : failure.getMessage();
        return message == null ? "" : message.toLowerCase(Locale.ROOT);
    }

    /**
     * Describes a failure of this kind in one line: in words; or where no words are known, by the message of an {@code
     * IOException}, and by the class of any other failure.
     *
     * @param fileLimit how many files the process may have open, or {@code Long.MAX_VALUE}
     */
    public String describe(Throwable failure, long fileLimit) {
        if (this == OPEN_FILES && fileLimit != Long.MAX_VALUE) {
            return words + " (limit " + fileLimit + ")";
        }
        if (this != OTHER) {
            return words;
        }
        String message = failure instanceof IOException ? failure.getMessage() : null;
        return (message == null ? failure.getClass().getName() : message).replaceAll("\\p{Cntrl}", "?");
    }
}
