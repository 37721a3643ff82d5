package io.github.tracker6.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.http.HttpAnswer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Who may write into a response, and who ends the request. */
class PendingAnswerTest {
    private static final HttpAnswer OK = HttpAnswer.empty(200);

    /** The calls that matter, in their order: statuses that were set, "flush" and "complete". */
    private final List<Object> calls = new ArrayList<>();

    private boolean stopped;

    private final HttpServletResponse response = (HttpServletResponse) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {HttpServletResponse.class}, (proxy, method, arguments) -> {
                if (method.getName().equals("setStatus")) {
                    calls.add(arguments[0]);
                } else if (method.getName().equals("flushBuffer")) {
                    calls.add("flush");
                }
                return method.getName().equals("getOutputStream") ? new Written() : null;
            });
    private final AsyncContext context = (AsyncContext) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {AsyncContext.class}, (proxy, method, arguments) -> {
                switch (method.getName()) {
                    case "start" -> start((Runnable) arguments[0]);
                    case "complete" -> calls.add("complete");
                    default -> {}
                }
                return null;
            });
    private final AsyncEvent event = new AsyncEvent(context);
    private final PendingAnswer pending = new PendingAnswer(context, response);

    private void start(Runnable task) {
        if (stopped) {
            throw new RejectedExecutionException();
        }
        task.run();
    }

    @Test
    void anAnswerIsSentOnceAndEndsTheRequest() {
        pending.answer(OK);
        pending.onTimeout(event);
        pending.onComplete(event);
        pending.answer(OK);
        assertThat(calls).containsExactly(200, "flush", "complete");
    }

    @Test
    void anAnswerBehindTheTimeoutLeavesTheResponseAlone() {
        pending.onTimeout(event);
        pending.answer(OK);
        assertThat(calls).containsExactly(503, "flush", "complete");
    }

    @Test
    void anAnswerBehindAnErrorOrTheEndLeavesTheResponseAlone() {
        pending.onError(event);
        pending.answer(OK);
        PendingAnswer other = new PendingAnswer(context, response);
        other.onComplete(event);
        other.answer(OK);
        other.onTimeout(event);
        assertThat(calls).isEmpty();
    }

    @Test
    void aContainerThatStopsGetsTheRequestBack() {
        stopped = true;
        pending.answer(OK);
        assertThat(calls).containsExactly("complete");
    }
}
