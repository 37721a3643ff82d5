package io.github.tracker6.http;

import java.nio.charset.StandardCharsets;

/** The request target in raw bytes, and where its path and query lie (RFC 9112, section 3.2). Reusable. */
final class RequestTarget {
    private static final byte[] SCHEME = Failure.ascii("http");

    private byte[] bytes = {};
    private int from;
    private int to;
    private int pathFrom;
    private int pathTo;

    void set(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        pathFrom = to;
        pathTo = to;
    }

    /** Finds the path of a target in origin or absolute form; returns false for any other target. */
    boolean locate() {
        pathFrom = from < to && bytes[from] == '/' ? from : behindAuthority();
        pathTo = indexOf('?', Math.max(pathFrom, from), to);
        return pathFrom >= from;
    }

    /** Returns where the path of an absolute form starts, or -1 if the target has another form. */
    private int behindAuthority() {
        int at = from;
        for (byte letter : SCHEME) {
            if (at == to || (bytes[at] | 0x20) != letter) {
                return -1;
            }
            at++;
        }
        if (at < to && (bytes[at] | 0x20) == 's') {
            at++;
        }
        boolean absolute = at + 2 < to && bytes[at] == ':' && bytes[at + 1] == '/' && bytes[at + 2] == '/';
        return absolute ? indexOf('/', at + 3, indexOf('?', at, to)) : -1;
    }

    private int indexOf(char wanted, int start, int end) {
        int at = start;
        while (at < end && bytes[at] != wanted) {
            at++;
        }
        return at;
    }

    /** Returns whether the path, without one slash at its end, ends in these bytes. */
    boolean routeEndsWith(byte[] end) {
        int start = routeTo() - end.length;
        if (start < pathFrom) {
            return false;
        }
        for (int i = 0; i < end.length; i++) {
            if (bytes[start + i] != end[i]) {
                return false;
            }
        }
        return true;
    }

    /** Returns the length of {@link #route()}. */
    int routeLength() {
        return routeTo() - pathFrom;
    }

    /** Returns the path without one slash at its end, each byte as one character. */
    String route() {
        return new String(bytes, pathFrom, routeLength(), StandardCharsets.ISO_8859_1);
    }

    private int routeTo() {
        return pathTo > pathFrom && bytes[pathTo - 1] == '/' ? pathTo - 1 : pathTo;
    }

    /** Returns the path, each byte as one character; {@code /} for a URL without one. */
    String path() {
        return pathFrom == pathTo ? "/" : new String(bytes, pathFrom, pathTo - pathFrom, StandardCharsets.ISO_8859_1);
    }

    /** Returns the query, each byte as one character. */
    String query() {
        int queryFrom = queryFrom();
        return new String(bytes, queryFrom, to - queryFrom, StandardCharsets.ISO_8859_1);
    }

    /** Starts to read the query. */
    QueryReader read(QueryReader reader) {
        return reader.start(bytes, queryFrom(), to);
    }

    private int queryFrom() {
        return Math.min(pathTo + 1, to);
    }
}
