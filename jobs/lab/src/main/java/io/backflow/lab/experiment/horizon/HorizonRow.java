package io.backflow.lab.experiment.horizon;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What one horizon came to on one task.
 *
 * @param back steps that a gradient reaches back; 0: all of them
 * @param accuracy share of the bits that were said right over the last updates; null on other tasks
 * @param mse on the test part; null on other tasks
 * @param updates of the parameters
 * @param steps that each sequence had
 * @param seconds that it took; through the job, with its start
 * @param through what it was learnt through; null where nothing but the library is tried
 * @param stepsPerSecond of all sequences; null on other tasks
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record HorizonRow(
        String task,
        String cell,
        String variant,
        int every,
        int back,
        @Nullable Double accuracy,
        @Nullable Double mse,
        long updates,
        long steps,
        long seed,
        double seconds,
        @Nullable Through through,
        @Nullable Double stepsPerSecond) {

    /** What came of learning a task that needs memory. */
    record Outcome(double accuracy, long steps, double seconds) {}

    /** One that no choice was made for. */
    HorizonRow(
            String task,
            String cell,
            String variant,
            int every,
            int back,
            @Nullable Double accuracy,
            @Nullable Double mse,
            long updates,
            long steps,
            long seed,
            double seconds) {
        this(task, cell, variant, every, back, accuracy, mse, updates, steps, seed, seconds, null, null);
    }
}
