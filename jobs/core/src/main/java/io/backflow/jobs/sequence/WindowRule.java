package io.backflow.jobs.sequence;

/**
 * How steps become windows.
 *
 * @param every steps of a window
 * @param targets where a step's target comes from
 * @param features what a step's features mean
 * @param aligned whether a window begins with each step whose number is a multiple of {@code every}
 */
public record WindowRule(int every, TargetRule targets, FeatureRule features, boolean aligned) {

    /** Of windows that are as long as they may be. */
    public WindowRule(int every, TargetRule targets, FeatureRule features) {
        this(every, targets, features, false);
    }

    /** Of steps whose features are taken as they are. */
    public WindowRule(int every, TargetRule targets) {
        this(every, targets, FeatureRule.NONE);
    }
}
