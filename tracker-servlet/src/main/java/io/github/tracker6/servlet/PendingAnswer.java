package io.github.tracker6.servlet;

import io.github.tracker6.http.HttpAnswer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A response that waits for its answer. The first of answer, time-out, error and end decides; the others leave the response
 * alone, which the container may have given to another request by then. Thread-safe.
 */
final class PendingAnswer implements AsyncListener {
    private static final HttpAnswer TIMEOUT = HttpAnswer.of(503, "text/plain", "The answer was not ready in time\n");

    private final AsyncContext context;
    private final HttpServletResponse response;
    private final AtomicBoolean decided = new AtomicBoolean();

    PendingAnswer(AsyncContext context, HttpServletResponse response) {
        this.context = context;
        this.response = response;
    }

    /** Sends the answer on a thread of the container: a client that reads slowly must not stop the caller's. */
    void answer(HttpAnswer answer) {
        if (!decided.compareAndSet(false, true)) {
            return;
        }
        try {
            context.start(() -> sendAndComplete(answer));
        } catch (IllegalStateException | RejectedExecutionException e) {
            complete(); // the container stops
        }
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        if (decided.compareAndSet(false, true)) {
            sendAndComplete(TIMEOUT);
        }
    }

    @Override
    public void onError(AsyncEvent event) {
        decided.set(true); // the container ends the request
    }

    @Override
    public void onComplete(AsyncEvent event) {
        decided.set(true);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // only a dispatch could start it again
    }

    private void sendAndComplete(HttpAnswer answer) {
        try {
            ServletAnswer.send(answer, response);
            // Tomcat counts a request as done before it sends what is left; when it stops, it would close the
            // connection
            // in between.
            response.flushBuffer();
        } catch (IOException e) {
            // The client has gone, and the container knows.
        } finally {
            complete();
        }
    }

    private void complete() {
        try {
            context.complete();
        } catch (IllegalStateException e) {
            // The container has ended the request.
        }
    }
}
