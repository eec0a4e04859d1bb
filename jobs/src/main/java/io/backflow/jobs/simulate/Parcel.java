package io.backflow.jobs.simulate;

import io.backflow.jobs.sync.Contribution;
import java.util.List;

/**
 * A contribution on its way, and what the simulator knows of it.
 *
 * @param trained for each worker in it, what that worker has trained; filled on the first shard only
 */
record Parcel(Contribution contribution, List<List<Batch>> trained) {

    /** The same with other values. */
    Parcel withValues(float[] values) {
        Contribution old = contribution;
        return new Parcel(
                new Contribution(
                        old.shard(),
                        old.origin(),
                        old.worker(),
                        old.workers(),
                        old.number(),
                        old.round(),
                        old.baseVersion(),
                        values,
                        old.slots(),
                        old.slotUpdates(),
                        old.divisor() == 0 ? 1 : old.divisor(),
                        old.squaredNorm(),
                        old.tally()),
                trained);
    }
}
