package io.github.tracker6.http.jdk;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.github.tracker6.http.HttpAnswer;
import io.github.tracker6.http.HttpTrackerHandler;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Serves announces, scrapes and routes in the JDK's {@link HttpServer}:
 *
 * <pre>{@code
 * server.createContext("/", new JdkHttpHandler(handler));
 * }</pre>
 *
 * <p>Give the server an executor with several threads: by default one thread does all of its work, and a client that reads
 * slowly stops it. An answer that is ready later is written on that executor; without one, on the thread that completed
 * it. The server decides how long it waits for a client. Paths that neither the tracker nor a route takes get status 404.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class JdkHttpHandler implements HttpHandler {
    private static final long NO_BODY = -1;

    private final HttpTrackerHandler handler;

    /**
     * Makes a handler for {@link HttpServer#createContext}.
     *
     * @param handler borrowed
     */
    public JdkHttpHandler(HttpTrackerHandler handler) {
        this.handler = Objects.requireNonNull(handler, "handler");
    }

    @Override
    public void handle(HttpExchange http) throws IOException {
        CompletableFuture<HttpAnswer> stage = handler.answer(
                        http.getRequestMethod(),
                        http.getRequestURI().toString(),
                        http.getRemoteAddress().getAddress().getHostAddress(),
                        http.getRequestHeaders()::get)
                .toCompletableFuture();
        if (stage.isDone()) {
            send(stage.join(), http);
            return;
        }
        Executor executor = http.getHttpContext().getServer().getExecutor();
        var unused = stage.thenAccept(answer -> sendLater(answer, http, executor));
    }

    private static void sendLater(HttpAnswer answer, HttpExchange http, @Nullable Executor executor) {
        if (executor == null) {
            sendOrClose(answer, http);
            return;
        }
        try {
            executor.execute(() -> sendOrClose(answer, http));
        } catch (RejectedExecutionException e) {
            http.close(); // the server has stopped
        }
    }

    /** The usual reason of a failure is a client that has gone: nothing is left to do for it. */
    private static void sendOrClose(HttpAnswer answer, HttpExchange http) {
        try {
            send(answer, http);
        } catch (IOException e) {
            http.close();
        }
    }

    private static void send(HttpAnswer answer, HttpExchange http) throws IOException {
        try (http) {
            // putAll of JDK 17 keeps the spelling of names, and the server then adds a second Content-Length.
            answer.headers().forEach(http.getResponseHeaders()::put);
            int length = answer.body().remaining();
            http.sendResponseHeaders(answer.status(), length == 0 ? NO_BODY : length);
            if (length > 0) {
                Channels.newChannel(http.getResponseBody()).write(answer.body());
            }
        }
    }
}
