package io.backflow.lab.simulate;

import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Sharding;
import java.util.List;

/** Sends a worker's contributions off, after a look at whether they may go. */
final class ContributionDispatcher {

    private final TrainerTask worker;
    private final MarkedModel model;
    private List<TrainedBatch> trained = List.of();
    private boolean barrier;

    ContributionDispatcher(TrainerTask worker, MarkedModel model) {
        this.worker = worker;
        this.model = model;
    }

    /** Whether what is sent now is sent because a barrier follows. */
    void barrier(boolean follows) {
        barrier = follows;
    }

    void send(Contribution contribution) {
        if (contribution.shard() == 0) {
            inspect(contribution);
        }
        List<List<TrainedBatch>> known =
                contribution.shard() == 0 && !trained.isEmpty() ? List.of(trained) : List.<List<TrainedBatch>>of();
        worker.outputs()
                .get(worker.attempt().server(contribution.shard()))
                .send(nonFinite(new TracedContribution(contribution, known)));
    }

    private void inspect(Contribution contribution) {
        trained = contribution.totals().steps() > 0 ? model.takeTrained() : List.of();
        long steps = trained.stream().mapToLong(batch -> batch.steps().length).sum();
        ViolationLog log = worker.run().log();
        log.check(
                steps == contribution.totals().steps(),
                () -> worker + " has trained " + steps + " steps and reports "
                        + contribution.totals().steps());
        int staleness = worker.run().scenario().staleness();
        if (worker.run().scenario().synchronous()) {
            long closed = worker.attempt().closedRound();
            log.check(
                    steps == 0 || closed >= contribution.round() - 1 - staleness,
                    () -> worker + " trains round " + contribution.round() + " while " + closed
                            + " is closed, with a staleness of " + staleness);
        } else if (!barrier && contribution.number() > 0) {
            long ahead = contribution.number() - worker.attempt().merged(worker.index());
            log.check(
                    ahead <= staleness,
                    () -> worker + " has " + ahead + " contributions in flight, with a staleness of " + staleness);
        }
    }

    private TracedContribution nonFinite(TracedContribution traced) {
        Contribution contribution = traced.contribution();
        NonFiniteFaults nonFinite = worker.run().scenario().nonFinite();
        if (contribution.hasValues() && nonFinite.kind() == NonFiniteFaults.Kind.ON_THE_WAY) {
            long number = contribution.round() + contribution.number();
            return nonFinite.hits(31 * (31 * number + worker.index()) + contribution.shard())
                    ? traced.withValues(broken(contribution))
                    : traced;
        }
        boolean unguarded =
                worker.run().without(Mutation.FINITE_GUARD) && trained.stream().anyMatch(TrainedBatch::nonFinite);
        return unguarded ? traced.withValues(broken(contribution)) : traced;
    }

    private float[] broken(Contribution contribution) {
        float[] values = contribution.hasValues()
                ? contribution.values().clone()
                : new float
                        [new Sharding(
                                        Scenario.PARAMETERS,
                                        worker.run().scenario().shards())
                                .length(contribution.shard())];
        values[0] = Float.NaN;
        return values;
    }
}
