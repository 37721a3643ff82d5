package io.github.tracker6.udp;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The functions of the C library that sockets need, on 64-bit Linux. Pointers are plain numbers: the caller keeps their
 * memory alive during the call. A call that fails returns the negative error number. Not thread-safe.
 */
final class Libc {
    static final int IPPROTO_IP = 0;
    static final int IP_PKTINFO = 8;
    static final int IPPROTO_IPV6 = 41;
    static final int IPV6_V6ONLY = 26;
    static final int IPV6_RECVPKTINFO = 49;
    static final int IPV6_PKTINFO = 50;

    static final int EINTR = 4;
    static final int EBADF = 9;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EAFNOSUPPORT = 97;
    static final int EADDRINUSE = 98;
    static final int EADDRNOTAVAIL = 99;

    private static final int MESSAGE_BYTES = 256;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO_AT = STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle SOCKET = function("socket", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND = function("bind", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle GETSOCKNAME = function("getsockname", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SETSOCKOPT =
            function("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle GETSOCKOPT =
            function("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SHUTDOWN = function("shutdown", JAVA_INT, JAVA_INT);
    private static final MethodHandle CLOSE = function("close", JAVA_INT);
    private static final MethodHandle RECVMMSG =
            function("recvmmsg", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle SENDMMSG = function("sendmmsg", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle STRERROR =
            LINKER.downcallHandle(symbol("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));

    /** A call writes its error number here. */
    private final MemorySegment state = Arena.ofAuto().allocate(STATE);

    private static MethodHandle function(String name, ValueLayout... parameters) {
        return LINKER.downcallHandle(symbol(name), FunctionDescriptor.of(JAVA_INT, parameters), ERRNO);
    }

    private static MemorySegment symbol(String name) {
        return LINKER.defaultLookup()
                .find(name)
                .orElseThrow(() -> new UnsupportedOperationException("the C library has no " + name));
    }

    int socket(int family, int type, int protocol) {
        try {
            return result((int) SOCKET.invokeExact(state, family, type, protocol));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int bind(int descriptor, long address, int length) {
        try {
            return result((int) BIND.invokeExact(state, descriptor, address, length));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int getsockname(int descriptor, long address, long length) {
        try {
            return result((int) GETSOCKNAME.invokeExact(state, descriptor, address, length));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int setsockopt(int descriptor, int level, int option, long value, int length) {
        try {
            return result((int) SETSOCKOPT.invokeExact(state, descriptor, level, option, value, length));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int getsockopt(int descriptor, int level, int option, long value, long length) {
        try {
            return result((int) GETSOCKOPT.invokeExact(state, descriptor, level, option, value, length));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int shutdown(int descriptor, int how) {
        try {
            return result((int) SHUTDOWN.invokeExact(state, descriptor, how));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int close(int descriptor) {
        try {
            return result((int) CLOSE.invokeExact(state, descriptor));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Receives up to {@code count} datagrams. The only time limit is the socket's. */
    int recvmmsg(int descriptor, long headers, int count, int flags) {
        try {
            return result((int) RECVMMSG.invokeExact(state, descriptor, headers, count, flags, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int sendmmsg(int descriptor, long headers, int count) {
        try {
            return result((int) SENDMMSG.invokeExact(state, descriptor, headers, count, 0));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Returns the system's text for a negative error number. */
    static String message(int failure) {
        try {
            MemorySegment text = (MemorySegment) STRERROR.invokeExact(-failure);
            return text.reinterpret(MESSAGE_BYTES).getString(0);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private int result(int returned) {
        return returned < 0 ? -state.get(JAVA_INT, ERRNO_AT) : returned;
    }

    /** Wraps what a downcall threw, which happens only if this class is wrong. */
    private static Error unexpected(Throwable e) {
        return new AssertionError(e);
    }
}
