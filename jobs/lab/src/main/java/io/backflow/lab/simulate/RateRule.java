package io.backflow.lab.simulate;

import io.backflow.jobs.protocol.Change;
import io.backflow.jobs.protocol.Sharding;
import io.backflow.jobs.protocol.Share;
import io.backflow.jobs.protocol.Slots;
import io.backflow.model.optimizer.Adam;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares the local steps of a worker with those of Adam's formula, for the marked parameter of the first shard. The
 * formula goes on from the moments that all workers had at the last checkpoint, and from the number of updates behind
 * them: a worker that begins late, or again, takes no other step than one that has been there all the time.
 */
final class RateRule {

    private final TrainerTask worker;
    private final @Nullable Adam rule;
    private final int marked;
    private @Nullable Moments moments;
    private @Nullable Moments sent;

    RateRule(TrainerTask worker) {
        Scenario scenario = worker.run().scenario();
        this.worker = worker;
        rule = scenario.knowsLocalSteps() && scenario.config().optimizer().rule() instanceof Adam adam ? adam : null;
        marked = new Sharding(Scenario.PARAMETERS, scenario.shards()).length(0) - 1;
    }

    /** The worker is about to send what it has made of {@code trained}. */
    void check(List<TrainedBatch> trained, Share share) {
        Adam adam = rule;
        if (adam == null) {
            return;
        }
        double rate = worker.run().scenario().config().optimizer().schedule().at(0);
        double expected = 0;
        for (TrainedBatch batch : trained) {
            if (batch.moves()) {
                Moments next = moments().after(adam, batch.marks() / batch.weight());
                expected -= rate * next.step(adam);
                moments = next;
            }
        }
        Change change = share.change();
        double moved = change == null ? 0 : change.values()[marked];
        double goal = expected;
        worker.run()
                .log()
                .check(
                        Check.RATE_RULE,
                        Math.abs(moved - goal) <= 0.01 * Math.abs(goal) + 1e-4, // float32 against double
                        () -> worker + " moves a parameter by " + moved + " in " + trained.size()
                                + " minibatches, and its rule by " + goal);
    }

    /** The worker is about to send {@code slots} before a checkpoint; what is to be in them, if it is known. */
    @Nullable
    Moments slots(Slots slots) {
        if (rule == null) {
            return null;
        }
        Moments known = moments();
        worker.run()
                .log()
                .check(
                        Check.RATE_RULE,
                        slots.updates() == known.updates(),
                        () -> worker + " sends slots of " + slots.updates() + " updates, and not " + known.updates());
        boolean same = moments == null || known.equals(sent);
        worker.run()
                .log()
                .check(
                        Check.RATE_RULE,
                        same || slots.hasValues(),
                        () -> worker + " says that its slots are as before, and has learnt since");
        sent = known;
        return known;
    }

    private Moments moments() {
        Moments known = moments;
        return known == null ? worker.attempt().moments() : known;
    }
}
