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
 * @param seconds that it took
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
        double seconds) {}
