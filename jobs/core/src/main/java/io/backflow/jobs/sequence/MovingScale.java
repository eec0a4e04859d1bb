package io.backflow.jobs.sequence;

/**
 * The scale that {@link MovingStatistics} in the parameters make. Nothing is known of any feature before the first
 * parameters are loaded. Not thread-safe.
 */
public final class MovingScale implements JobScale {

    private final MovingStatistics statistics;
    private FeatureScale scale;

    /** @param statistics where they stand in the parameters */
    public MovingScale(MovingStatistics statistics) {
        this.statistics = statistics;
        scale = statistics.unknown();
    }

    /** Where they stand in the parameters, and how they move. */
    public MovingStatistics statistics() {
        return statistics;
    }

    @Override
    public FeatureScale now() {
        return scale;
    }

    @Override
    public boolean known() {
        for (int i = 0; i < statistics.features(); i++) {
            if (scale.knows(i)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void load(float[] parameters) {
        scale = statistics.scale(parameters);
    }

    @Override
    public Step pinned(Step step) {
        return step.scaled(scale);
    }
}
