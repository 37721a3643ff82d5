package io.github.tracker6.http.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tracker6.Endpoint;
import io.github.tracker6.http.HttpLimits;
import io.netty.channel.DefaultEventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkerTest {
    private final Worker worker = new Worker(new Wire(HttpLimits.defaults()).context);

    @Test
    void deadlinesAreWatchedAgainAfterAMomentWithoutMemoryForTheTask() {
        AtomicInteger scheduled = new AtomicInteger();
        DefaultEventLoop loop = new DefaultEventLoop() {
            @Override
            public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
                if (scheduled.incrementAndGet() == 1) {
                    throw new OutOfMemoryError("planted");
                }
                return super.schedule(task, delay, unit);
            }
        };
        try {
            assertThatThrownBy(() -> worker.add(connection(), loop)).isInstanceOf(OutOfMemoryError.class);

            assertThat(worker.add(connection(), loop)).isTrue();

            assertThat(scheduled).hasValue(2);
        } finally {
            loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private HttpConnection connection() {
        return Objects.requireNonNull(
                HttpConnection.admit(worker, Wire.listener(false), Endpoint.parse("[2001:db8::1]:1")));
    }
}
