package io.backflow.jobs.window;

/** Receives the prequential losses of each window when it is trained. */
@FunctionalInterface
public interface LossListener {

    /** Does nothing with them. */
    LossListener NONE = (id, lossSum, weightSum) -> {};

    /**
     * A window was trained.
     *
     * @param id of its sequence
     * @param lossSum weight times loss, summed over its steps
     * @param weightSum weights, summed
     */
    void trained(String id, double lossSum, double weightSum);
}
