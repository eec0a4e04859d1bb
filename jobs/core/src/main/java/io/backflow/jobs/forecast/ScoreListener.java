package io.backflow.jobs.forecast;

import io.backflow.jobs.sequence.Step;

/** Receives the loss of each forecast that is scored. */
@FunctionalInterface
public interface ScoreListener {

    /** Does nothing. */
    ScoreListener NONE = (step, loss) -> {};

    /**
     * A forecast was scored.
     *
     * @param step the step that it spoke of, with its truth
     * @param loss before the weight; not finite where it had overflowed
     */
    void scored(Step step, float loss);
}
