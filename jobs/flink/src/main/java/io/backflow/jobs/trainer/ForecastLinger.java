package io.backflow.jobs.trainer;

import java.time.Duration;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/** How long steps wait for others of their micro-batch: until it is full, or the first has waited its time. */
public final class ForecastLinger {

    private final ProcessingTimeService clock;
    private final long millis;
    private final Runnable flush;
    private boolean set;

    /** @param flush makes the forecasts of all steps that wait */
    public ForecastLinger(ProcessingTimeService clock, Duration linger, Runnable flush) {
        this.clock = clock;
        this.millis = linger.toMillis();
        this.flush = flush;
    }

    /** Makes the forecasts that are due where {@code waiting} steps wait, and sets the time of those that are not. */
    public void advance(long waiting, boolean full) {
        if (waiting == 0) {
            return;
        }
        if (full || millis == 0) {
            flush.run();
        } else if (!set) {
            set = true;
            clock.registerTimer(clock.getCurrentProcessingTime() + millis, time -> {
                set = false;
                flush.run();
            });
        }
    }
}
