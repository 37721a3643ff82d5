package io.github.tracker6.metainfo;

/** When a loss that is held is told: at once, and again when it has grown, once a minute at most. Not thread-safe. */
final class LossNotice {
    private static final long PERIOD_MILLIS = 60_000;

    private int told;
    private long toldMillis;

    /**
     * Returns whether it is to be told now.
     *
     * @param lost how many releases are in no file; 0 where no loss is held
     */
    boolean isDue(int lost, long nowMillis) {
        toldMillis = Math.min(toldMillis, nowMillis); // the clock may be set back
        boolean isDue = lost > 0 && (told == 0 || (lost > told && nowMillis - toldMillis >= PERIOD_MILLIS));
        if (isDue) {
            toldMillis = nowMillis;
        }
        if (isDue || lost == 0) {
            told = lost;
        }
        return isDue;
    }
}
