package io.github.tracker6.http.netty;

import org.jspecify.annotations.Nullable;

/** Connections of one worker in the order in which they were added; links them through their own fields. */
final class ConnectionList {
    private @Nullable HttpConnection first;
    private @Nullable HttpConnection last;

    @Nullable
    HttpConnection first() {
        return first;
    }

    /** Adds a connection that is in no list. */
    void add(HttpConnection connection) {
        HttpConnection before = last;
        connection.list = this;
        connection.previous = before;
        connection.next = null;
        if (before == null) {
            first = connection;
        } else {
            before.next = connection;
        }
        last = connection;
    }

    /** Removes a connection that is in this list. */
    void remove(HttpConnection connection) {
        HttpConnection previous = connection.previous;
        HttpConnection next = connection.next;
        if (previous == null) {
            first = next;
        } else {
            previous.next = next;
        }
        if (next == null) {
            last = previous;
        } else {
            next.previous = previous;
        }
        connection.list = null;
        connection.previous = null;
        connection.next = null;
    }
}
