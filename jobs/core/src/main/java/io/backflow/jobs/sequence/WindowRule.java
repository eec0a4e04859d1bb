package io.backflow.jobs.sequence;

/**
 * How steps become windows.
 *
 * @param every steps of a window
 * @param targets where a step's target comes from
 * @param features what a step's features mean
 */
public record WindowRule(int every, TargetRule targets, FeatureRule features) {

    /** Of steps whose features are taken as they are. */
    public WindowRule(int every, TargetRule targets) {
        this(every, targets, FeatureRule.NONE);
    }
}
