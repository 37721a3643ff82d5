package io.github.tracker6.http.netty;

import io.github.tracker6.internal.JavaIpv6;
import org.jspecify.annotations.Nullable;

/** Failures to open or bind an IPv6 socket for want of IPv6. Stateless. */
final class MissingIpv6 {
    /** EAFNOSUPPORT and EADDRNOTAVAIL of Linux, as Netty's messages hold them. */
    private static final String[] CODES = {"error(-97)", "error(-99)"};

    private MissingIpv6() {}

    /** Returns whether a failure to listen on {@code [::]} means that there is no IPv6. */
    static boolean isCauseOf(Throwable failure) {
        return isOfJava(failure) || isOfSystem(failure);
    }

    /** Describes such a failure as a part of a sentence. */
    static String describe(Throwable failure) {
        return isOfJava(failure)
                ? JavaIpv6.obstacle() + "; Netty's native epoll would not need the Java runtime's IPv6"
                : "the system has no IPv6";
    }

    /** The JDK has no channel of a family that its runtime does not have. */
    private static boolean isOfJava(Throwable failure) {
        return has(failure, UnsupportedOperationException.class, "");
    }

    private static boolean isOfSystem(Throwable failure) {
        for (String code : CODES) {
            if (has(failure, Throwable.class, code)) {
                return true;
            }
        }
        return false;
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type, String text) {
        for (@Nullable Throwable each = failure; each != null; each = each.getCause()) {
            if (type.isInstance(each) && String.valueOf(each.getMessage()).contains(text)) {
                return true;
            }
        }
        return false;
    }
}
