package io.backflow.jobs.window;

/**
 * What one record says of training: the predictions of one step, or those of a window's steps that are written.
 *
 * @param steps one or more, of one sequence and by one version, in the order of the steps
 */
public record WindowPredictions(PrequentialPrediction... steps) {

    /** The first of them. */
    public PrequentialPrediction first() {
        return steps[0];
    }
}
