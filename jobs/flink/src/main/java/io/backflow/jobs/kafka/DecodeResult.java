package io.backflow.jobs.kafka;

import io.backflow.jobs.sequence.Step;
import org.jspecify.annotations.Nullable;

/**
 * What the source emits for each record: a valid step, or a rejected record.
 *
 * @param step the decoded step; null exactly where {@code rejected} is not
 * @param rejected why there is no step
 */
public record DecodeResult(@Nullable Step step, @Nullable Rejected rejected) {

    public static DecodeResult of(Step step) {
        return new DecodeResult(step, null);
    }

    public static DecodeResult of(Rejected rejected) {
        return new DecodeResult(null, rejected);
    }
}
