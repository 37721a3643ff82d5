package io.github.tracker6.servlet;

import io.github.tracker6.http.HttpAnswer;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.List;

/** Writes an answer into a servlet response. Stateless. */
final class ServletAnswer {
    private ServletAnswer() {}

    static void send(HttpAnswer answer, HttpServletResponse response) throws IOException {
        response.setStatus(answer.status());
        answer.headers().forEach((name, values) -> set(response, name, values));
        ByteBuffer body = answer.body();
        if (body.hasRemaining()) {
            Channels.newChannel(response.getOutputStream()).write(body);
        }
    }

    /** The first value replaces what a filter before may have set. */
    private static void set(HttpServletResponse response, String name, List<String> values) {
        response.setHeader(name, values.get(0));
        values.stream().skip(1).forEach(value -> response.addHeader(name, value));
    }
}
