package io.backflow.lab.experiment;

import io.backflow.local.CountingSink;
import io.backflow.local.RunningJob;
import java.time.Duration;

/**
 * Waits for the steps of a running job.
 *
 * @param counter that the job counts them with
 * @param patience how long none may be counted
 */
public record CountedSteps(RunningJob job, CountingSink counter, Duration patience) {

    private static final Duration LOOK = Duration.ofMillis(10);

    /** Waits until {@code steps} were counted. Throws where the job has failed, or is stuck. */
    public void await(long steps) throws Exception {
        await(steps, Duration.ofNanos(Long.MAX_VALUE));
    }

    /** The same; waits for {@code atMost}. */
    public void await(long steps, Duration atMost) throws Exception {
        long began = System.nanoTime();
        long since = began;
        long reached = counter.count();
        while (reached < steps && System.nanoTime() - began < atMost.toNanos()) {
            if (job.ended()) {
                job.await();
                throw new IllegalStateException(
                        "the job ended after " + counter.count() + " of " + steps + " steps; see the log");
            }
            Thread.sleep(LOOK.toMillis());
            if (counter.count() != reached) {
                reached = counter.count();
                since = System.nanoTime();
            } else if (System.nanoTime() - since > patience.toNanos()) {
                throw new IllegalStateException("no step was trained for " + patience.toSeconds() + " s after "
                        + reached + " of " + steps + "; see the log");
            }
        }
    }
}
