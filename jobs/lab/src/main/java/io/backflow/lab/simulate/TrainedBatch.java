package io.backflow.lab.simulate;

/**
 * What a worker has trained in one go, as the simulator remembers it.
 *
 * @param steps numbers of the steps
 * @param marks their marks' sum
 * @param weight their weights' sum, which the gradient is reduced by
 * @param nonFinite whether the gradient was not finite
 */
record TrainedBatch(int[] steps, double marks, double weight, boolean nonFinite) {

    /** Whether it moves the parameters. */
    boolean moves() {
        return !nonFinite && weight > 0;
    }
}
