package io.backflow.jobs.kafka;

import io.backflow.jobs.sequence.Arrival;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepLabel;
import org.jspecify.annotations.Nullable;

/**
 * What the source emits for each record: a valid step, the label of one, or a rejected record. Exactly one is not null.
 *
 * @param step the decoded step
 * @param label the decoded label
 * @param rejected why there is neither
 */
public record DecodeResult(
        @Nullable Step step,
        @Nullable StepLabel label,
        @Nullable Rejected rejected) {

    public static DecodeResult of(Arrival arrival) {
        return arrival instanceof Step step
                ? new DecodeResult(step, null, null)
                : new DecodeResult(null, (StepLabel) arrival, null);
    }

    public static DecodeResult of(Rejected rejected) {
        return new DecodeResult(null, null, rejected);
    }

    /** The step or the label; null where the record was rejected. */
    public @Nullable Arrival arrival() {
        return step == null ? label : step;
    }
}
