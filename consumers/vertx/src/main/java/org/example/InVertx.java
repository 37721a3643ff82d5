package org.example;

import io.github.tracker6.http.HttpAnswer;
import io.github.tracker6.server.TrackerServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.concurrent.CompletionStage;

/** The tracker in Vert.x, with UDP beside it. */
final class InVertx implements AutoCloseable {
    private final TrackerServer tracker;
    private final Vertx vertx = Vertx.vertx();

    InVertx(int port) throws IOException {
        tracker = TrackerServer.builder()
                .listenUdp("[::]:" + port)
                .httpHandler()
                .lan(true)
                .start();
        vertx.createHttpServer().requestHandler(this::serve).listen(port, "::").await();
    }

    private void serve(HttpServerRequest request) {
        CompletionStage<HttpAnswer> answer = tracker.httpHandler()
                .answerIfServed(
                        request.method().name(),
                        request.uri(),
                        request.remoteAddress().hostAddress(),
                        request.headers()::getAll);
        if (answer == null) {
            request.response().setStatusCode(404).end();
        } else {
            Future.fromCompletionStage(answer, vertx.getOrCreateContext())
                    .onSuccess(ready -> send(ready, request));
        }
    }

    private static void send(HttpAnswer answer, HttpServerRequest request) {
        byte[] body = new byte[answer.body().remaining()];
        answer.body().get(body);
        answer.headers().forEach(request.response()::putHeader);
        request.response().setStatusCode(answer.status()).end(Buffer.buffer(body));
    }

    @Override
    public void close() {
        vertx.close().await();
        tracker.close();
    }
}
