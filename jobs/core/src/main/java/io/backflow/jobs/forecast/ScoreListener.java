package io.backflow.jobs.forecast;

import io.backflow.jobs.sequence.Step;

/** Receives the loss of each forecast that is scored. */
@FunctionalInterface
public interface ScoreListener {

    /** Does nothing. */
    ScoreListener NONE = (step, part, loss) -> {};

    /**
     * A forecast was scored.
     *
     * @param step the step after which it was made, with its truth
     * @param part which of the steps that it spoke of came true, from 0
     * @param loss before the weight; not finite where it had overflowed
     */
    void scored(Step step, int part, float loss);
}
