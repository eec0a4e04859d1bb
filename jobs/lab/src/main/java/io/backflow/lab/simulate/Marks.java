package io.backflow.lab.simulate;

import io.backflow.jobs.protocol.Sharding;

/** Where the marks are in the flat vector: at the end of each shard. */
final class Marks {

    private final Sharding sharding;

    Marks(int shards) {
        sharding = new Sharding(Scenario.PARAMETERS, shards);
    }

    /** Copies all parameters without a mark to {@code target}, in their order. */
    void unmarked(float[] parameters, float[] target) {
        for (int shard = 0; shard < sharding.shards(); shard++) {
            int from = sharding.offset(shard);
            System.arraycopy(parameters, from, target, from - shard, sharding.length(shard) - 1);
        }
    }

    /** Adds {@code slopes}, those of the parameters without a mark, and the marks to {@code gradient}. */
    void add(float[] slopes, float mark, float[] gradient) {
        for (int shard = 0; shard < sharding.shards(); shard++) {
            int from = sharding.offset(shard);
            int last = sharding.length(shard) - 1;
            for (int i = 0; i < last; i++) {
                gradient[from + i] += slopes[from - shard + i];
            }
            gradient[from + last] += mark;
        }
    }
}
