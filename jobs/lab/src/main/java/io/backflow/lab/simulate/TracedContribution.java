package io.backflow.lab.simulate;

import io.backflow.jobs.protocol.Contribution;
import java.util.List;

/**
 * A contribution on its way, and what the simulator knows of it.
 *
 * @param trained for each worker in it, what that worker has trained; filled on the first shard only
 */
record TracedContribution(Contribution contribution, List<List<TrainedBatch>> trained) {

    /** The same with other values. */
    TracedContribution withValues(float[] values) {
        Contribution old = contribution;
        return new TracedContribution(
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
                        old.totals()),
                trained);
    }
}
