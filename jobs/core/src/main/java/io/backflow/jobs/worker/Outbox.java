package io.backflow.jobs.worker;

import io.backflow.jobs.protocol.Change;
import io.backflow.jobs.protocol.Contribution.RoundPart;
import io.backflow.jobs.protocol.Contribution.Sender;
import io.backflow.jobs.protocol.Contribution.WorkerSlots;
import io.backflow.jobs.protocol.Contribution.WorkerUpdate;
import io.backflow.jobs.protocol.Sharding;
import io.backflow.jobs.protocol.Share;
import io.backflow.jobs.protocol.Slots;
import io.backflow.jobs.protocol.TrainingTotals;

/**
 * Cuts what a worker contributes into shards and sends it; the first shard gets the training totals, the last one,
 * whose parameters end with the statistics, the sums of features, and each the losses.
 */
final class Outbox {

    private final WorkerContext worker;
    private final Sharding sharding;
    private final Sender sender;

    Outbox(WorkerContext worker, Sharding sharding) {
        this.worker = worker;
        this.sharding = sharding;
        sender = new Sender(worker.index(), worker.workers());
    }

    /** Sends an asynchronous worker's update, {@code share} over the whole vector, to all shards. */
    void sendUpdate(long number, Share share) {
        for (int shard = 0; shard < sharding.shards(); shard++) {
            worker.send(new WorkerUpdate(shard, sender, number, part(share, shard)));
        }
    }

    /** Sends a synchronous worker's part of a round, {@code share} over the whole vector, to all shards. */
    void sendRound(long round, Share share) {
        for (int shard = 0; shard < sharding.shards(); shard++) {
            worker.send(new RoundPart(shard, sender, round, part(share, shard)));
        }
    }

    /** Sends optimizer slots of the whole vector to all shards. */
    void sendSlots(Slots slots) {
        for (int shard = 0; shard < sharding.shards(); shard++) {
            float[] part = sharding.slotPart(slots.values(), shard);
            worker.send(new WorkerSlots(shard, new Slots(part, slots.updates(), slots.since())));
        }
    }

    private Share part(Share share, int shard) {
        Change change = share.change();
        return new Share(
                change == null ? null : new Change(sharding.part(change.values(), shard), change.baseVersion()),
                share.divisor(),
                shard == 0 ? share.totals() : TrainingTotals.ZERO,
                share.losses(),
                shard == sharding.shards() - 1
                        ? share.features()
                        : share.features().elsewhere());
    }
}
