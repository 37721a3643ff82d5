package io.github.tracker6.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Sends scripts at a steady rate from a thread of its own, and keeps count of what becomes of them. */
@SuppressWarnings("FutureReturnValueIgnored") // what ended() throws shows as a call that never ends
final class Load implements AutoCloseable {
    static final RedisScript<Long> COUNT =
            RedisScript.number("count", "return redis.call('INCR', KEYS[1]) + tonumber(ARGV[1])");

    private static final long TICK_NANOS = 1_000_000;

    final AtomicLong sent = new AtomicLong();
    final AtomicLong answered = new AtomicLong();
    final AtomicLong slowestNanos = new AtomicLong();
    final AtomicLong lastAnswerNanos = new AtomicLong(System.nanoTime());
    final AtomicLong longestGapNanos = new AtomicLong();
    private final Map<RedisTrouble, AtomicInteger> failures = new EnumMap<>(RedisTrouble.class);
    private final RedisLink link;
    private final int perMilli;
    private final int keys;
    private final Thread thread = new Thread(this::run, "load");
    private volatile boolean stopped;

    Load(RedisLink link, int perSecond, int keys) {
        this.link = link;
        this.perMilli = perSecond / 1_000;
        this.keys = keys;
        for (RedisTrouble trouble : RedisTrouble.values()) {
            failures.put(trouble, new AtomicInteger());
        }
        thread.start();
    }

    static byte[] key(int number) {
        return ("load:" + number).getBytes(StandardCharsets.US_ASCII);
    }

    static RedisCall<Long> call(byte[] key) {
        return RedisCall.eval(COUNT, new byte[][] {key}, new byte[] {'0'});
    }

    int failed(RedisTrouble trouble) {
        return failures.get(trouble).get();
    }

    int failed() {
        return failures.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    /** Counts the failures that a machine too busy for the time limit does not explain. */
    int failedButInTime() {
        return failed() - failed(RedisTrouble.TIMEOUT);
    }

    /** Waits until this many more were answered. */
    void awaitAnswers(int more, Duration limit) {
        long from = answered.get();
        await(() -> "answers: " + this, limit, () -> answered.get() - from >= more);
    }

    static void await(String what, Duration limit, Callable<Boolean> condition) {
        await(() -> what, limit, condition);
    }

    private static void await(Supplier<String> what, Duration limit, Callable<Boolean> condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            while (!condition.call()) {
                assertThat(System.nanoTime()).as(what).isLessThan(deadline);
                LockSupport.parkNanos(TICK_NANOS);
            }
        } catch (Exception e) {
            throw new IllegalStateException(what.get(), e);
        }
    }

    @Override
    public void close() {
        stopped = true;
        await("the load stops", Duration.ofSeconds(5), () -> !thread.isAlive());
        await(() -> "everything ends: " + this, Duration.ofSeconds(5), () -> answered.get() + failed() == sent.get());
    }

    @Override
    public String toString() {
        return "sent " + sent + ", answered " + answered + ", failed " + failures + ", slowest "
                + slowestNanos.get() / 1_000_000 + " ms, longest gap " + longestGapNanos.get() / 1_000_000 + " ms";
    }

    private void run() {
        long next = System.nanoTime();
        int number = 0;
        while (!stopped) {
            for (int i = 0; i < perMilli; i++) {
                long start = System.nanoTime();
                sent.incrementAndGet();
                link.send(call(key(number++ % keys))).whenComplete((value, failure) -> ended(start, failure));
            }
            next += TICK_NANOS;
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    private void ended(long start, Throwable failure) {
        long now = System.nanoTime();
        slowestNanos.accumulateAndGet(now - start, Math::max);
        if (failure == null) {
            long before = lastAnswerNanos.getAndSet(now);
            longestGapNanos.accumulateAndGet(now - before, Math::max);
            answered.incrementAndGet();
        } else {
            failures.get(RedisStoreException.of(failure).trouble()).incrementAndGet();
        }
    }
}
