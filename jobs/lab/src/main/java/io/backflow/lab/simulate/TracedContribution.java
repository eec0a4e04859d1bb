package io.backflow.lab.simulate;

import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Contribution.RoundPart;
import io.backflow.jobs.protocol.Contribution.WorkerUpdate;
import io.backflow.jobs.protocol.Share;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A contribution on its way, and what the simulator knows of it.
 *
 * @param trained for each worker in it, what that worker has trained; filled on the first shard only
 * @param moments what a worker's slots are to be; null where there are none or it is not known
 */
record TracedContribution(
        Contribution contribution,
        List<List<TrainedBatch>> trained,
        @Nullable Moments moments) {

    TracedContribution(Contribution contribution, List<List<TrainedBatch>> trained) {
        this(contribution, trained, null);
    }

    /** The same with another share. */
    TracedContribution withShare(Share share) {
        return new TracedContribution(withShare(contribution, share), trained);
    }

    private static Contribution withShare(Contribution old, Share share) {
        if (old instanceof WorkerUpdate update) {
            return new WorkerUpdate(update.shard(), update.sender(), update.number(), share);
        }
        if (old instanceof RoundPart part) {
            return new RoundPart(part.shard(), part.sender(), part.round(), share);
        }
        throw new IllegalArgumentException("no worker's share is in " + old);
    }
}
