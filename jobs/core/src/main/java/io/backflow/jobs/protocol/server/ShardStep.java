package io.backflow.jobs.protocol.server;

import io.backflow.jobs.protocol.Change;
import io.backflow.jobs.protocol.Stretches;
import io.backflow.jobs.protocol.Vectors;
import io.backflow.jobs.sequence.FeatureSums;
import io.backflow.jobs.sequence.MovingStatistics;
import org.jspecify.annotations.Nullable;

/** Changes the values of one shard, and knows which of them have changed in this session. */
final class ShardStep {

    private final ShardUpdate update;
    private final @Nullable MovingStatistics statistics;
    private final FiniteStep step;
    private final ChangedBlocks changed = new ChangedBlocks();
    private float[] gradient = {};

    /** @param statistics of features at the end of the shard's parameters; null: there are none */
    ShardStep(ShardUpdate update, @Nullable MovingStatistics statistics) {
        this.update = update;
        this.statistics = statistics;
        step = new FiniteStep(statistics == null ? 0 : statistics.size());
    }

    /**
     * Makes {@code change} a part of {@code state}'s version.
     *
     * @param scale what the values of the change are multiplied by
     * @return whether it was kept; if not, the state is what it was
     */
    boolean take(ShardState state, Change change, double scale) {
        if (!Double.isFinite(scale)) {
            return false;
        }
        long updates = state.updates;
        float[] values = scaled(change.values(), (float) scale);
        if (!step.take(state.values, state.slots, () -> update.apply(state, values))) {
            state.updates = updates;
            return false;
        }
        changed.compare(step.before(), state.values, state.version);
        return true;
    }

    /** {@code values} times {@code scale}, until the next call; the values themselves stay. */
    private float[] scaled(float[] values, float scale) {
        if (gradient.length != values.length) {
            gradient = new float[values.length];
        }
        Vectors.scale(values, scale, gradient);
        return gradient;
    }

    /** Makes {@code features} a part of the statistics of {@code state}'s version, if it has any. */
    void take(ShardState state, FeatureSums features) {
        if (statistics != null && !features.isEmpty()) {
            statistics.add(state.values, features);
            int length = state.values.length;
            changed.changed(length - statistics.size(), length, state.version);
        }
    }

    /** All values of {@code state} were replaced, which is a new version of it. */
    void replaced(ShardState state) {
        changed.changed(0, state.values.length, state.version);
    }

    /** What has changed of {@code state} since {@code version} of this session; null: hardly less than everything. */
    @Nullable
    Stretches since(long version, ShardState state) {
        return changed.since(version, state.values.length);
    }
}
