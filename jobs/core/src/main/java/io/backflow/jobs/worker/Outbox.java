package io.backflow.jobs.worker;

import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Sharding;
import io.backflow.jobs.protocol.Slots;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.model.optimizer.Clipping;

/** Cuts a worker's contribution into shards and sends it; the first shard gets the training totals. */
final class Outbox {

    private final WorkerContext worker;
    private final Sharding sharding;

    Outbox(WorkerContext worker, Sharding sharding) {
        this.worker = worker;
        this.sharding = sharding;
    }

    /**
     * A contribution to all shards.
     *
     * @param values the whole vector, or nothing
     * @param slots the whole slots, or none
     */
    record Message(
            long number,
            long round,
            long baseVersion,
            float[] values,
            Slots slots,
            double divisor,
            TrainingTotals totals) {}

    void send(Message message) {
        boolean values = message.values().length > 0;
        Slots slots = message.slots();
        for (int shard = 0; shard < sharding.shards(); shard++) {
            float[] part = values ? sharding.part(message.values(), shard) : Contribution.NOTHING;
            worker.send(new Contribution(
                    shard,
                    shard,
                    worker.index(),
                    worker.workers(),
                    message.number(),
                    message.round(),
                    message.baseVersion(),
                    part,
                    slots.present() ? sharding.slotPart(slots.values(), shard) : Contribution.NOTHING,
                    slots.updates(),
                    message.divisor(),
                    Clipping.squaredNorm(part),
                    shard == 0 ? message.totals() : TrainingTotals.ZERO));
        }
    }
}
