package io.backflow.jobs.protocol;

import io.backflow.jobs.protocol.Contribution.RoundPart;
import io.backflow.jobs.protocol.Contribution.RoundSum;
import io.backflow.jobs.protocol.Contribution.Sender;
import io.backflow.jobs.protocol.Contribution.Trained;
import io.backflow.jobs.protocol.Contribution.WorkerSlots;
import io.backflow.jobs.protocol.Contribution.WorkerUpdate;
import io.backflow.model.optimizer.Clipping;
import java.util.List;

/** Contributions as workers and merging send them. */
public final class Contributions {

    private Contributions() {}

    /** One worker's part of a round; no values: an empty one. */
    public static RoundPart ofRound(int worker, int workers, long round, float... values) {
        return new RoundPart(0, new Sender(worker, workers), round, share(1, values));
    }

    /** A merged round of {@code shard}. */
    public static RoundSum merged(int shard, long round, float... values) {
        return new RoundSum(shard, round, share(1, values), Clipping.squaredNorm(values));
    }

    /** A numbered contribution of a worker that waits for nobody. */
    public static WorkerUpdate numbered(int worker, int workers, long number, float... values) {
        return new WorkerUpdate(0, new Sender(worker, workers), number, share(workers, values));
    }

    /** Slots into which {@code updates} updates have gone. */
    public static WorkerSlots slots(long updates, float... slots) {
        return new WorkerSlots(0, new Slots(slots, updates));
    }

    /** A share of as many steps as there are values; no values: nothing to add. */
    public static Share share(double divisor, float... values) {
        return new Share(values.length == 0 ? null : new Change(values, 0), divisor, steps(values.length));
    }

    public static TrainingTotals steps(long steps) {
        return new TrainingTotals(steps, 0, 0, 0, 0, 0, 0);
    }

    /** What {@code sent} reports in all. */
    public static TrainingTotals totals(List<? extends Contribution> sent) {
        return sent.stream()
                .filter(Trained.class::isInstance)
                .map(contribution -> ((Trained) contribution).share().totals())
                .reduce(TrainingTotals.ZERO, TrainingTotals::plus);
    }
}
