package io.backflow.jobs.sequence;

/** What is kept of a sequence's features from step to step, for a {@link FeatureRule}. Mutable; belongs to one key. */
public final class FeatureMemory {

    /** In the order of the rule that wrote them; empty before the first step, and where nothing is kept. */
    public float[] values = new float[0];

    /** Event time of the newest step in milliseconds; {@link Long#MIN_VALUE} before the first of an episode. */
    public long time = Long.MIN_VALUE;

    /** Becomes equal to {@code from}, and shares nothing with it. */
    public void become(FeatureMemory from) {
        values = from.values.clone();
        time = from.time;
    }

    /** Forgets all. */
    void clear() {
        values = new float[0];
        time = Long.MIN_VALUE;
    }
}
