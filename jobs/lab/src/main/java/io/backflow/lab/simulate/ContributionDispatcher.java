package io.backflow.lab.simulate;

import io.backflow.jobs.config.SyncConfig;
import io.backflow.jobs.protocol.Change;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Contribution.RoundPart;
import io.backflow.jobs.protocol.Contribution.Trained;
import io.backflow.jobs.protocol.Contribution.WorkerSlots;
import io.backflow.jobs.protocol.Contribution.WorkerUpdate;
import io.backflow.jobs.protocol.Sharding;
import io.backflow.jobs.protocol.Share;
import java.util.List;

/** Sends a worker's contributions off, after a look at whether they may go. */
final class ContributionDispatcher {

    private final TrainerTask worker;
    private final MarkedModel model;
    private List<TrainedBatch> trained = List.of();
    private final RateRule rateRule;
    private boolean barrier;

    ContributionDispatcher(TrainerTask worker, MarkedModel model) {
        this.worker = worker;
        this.model = model;
        rateRule = new RateRule(worker);
    }

    /** Whether what is sent now is sent because a barrier follows. */
    void barrier(boolean follows) {
        barrier = follows;
    }

    void send(Contribution contribution) {
        boolean first = contribution.shard() == 0;
        if (contribution instanceof WorkerUpdate update) {
            if (first) {
                inspect(update);
            }
            sendTrained(update, update.number());
        } else if (contribution instanceof RoundPart part) {
            if (first) {
                inspect(part);
            }
            sendTrained(part, part.round());
        } else if (contribution instanceof WorkerSlots message) {
            Moments moments = first ? rateRule.slots(message.slots()) : null;
            dispatch(new TracedContribution(message, List.of(), moments));
        }
    }

    /** @param number the update's number, or that of the round */
    private void sendTrained(Trained contribution, long number) {
        List<List<TrainedBatch>> known =
                contribution.shard() == 0 && !trained.isEmpty() ? List.of(trained) : List.<List<TrainedBatch>>of();
        TracedContribution traced = new TracedContribution(contribution, known);
        dispatch(isBroken(contribution, number) ? traced.withShare(broken(contribution)) : traced);
    }

    private void dispatch(TracedContribution traced) {
        worker.run().traffic().sent(traced.contribution());
        int server = worker.attempt().server(traced.contribution().shard());
        worker.outputs().get(server).send(traced);
    }

    private void inspect(RoundPart part) {
        int staleness = worker.run().scenario().staleness();
        long closed = worker.attempt().closedRound();
        long steps = takeTrained(part.share());
        worker.run()
                .log()
                .check(
                        Check.STALENESS,
                        steps == 0 || closed >= part.round() - 1 - staleness,
                        () -> worker + " trains round " + part.round() + " while " + closed
                                + " is closed, with a staleness of " + staleness);
    }

    private void inspect(WorkerUpdate update) {
        int staleness = worker.run().scenario().staleness();
        long ahead = update.number() - worker.attempt().merged(worker.index());
        takeTrained(update.share());
        worker.run()
                .log()
                .check(
                        Check.STALENESS,
                        barrier || ahead <= staleness,
                        () -> worker + " has " + ahead + " contributions in flight, with a staleness of " + staleness);
        if (worker.run().scenario().config().sync() instanceof SyncConfig.Asynchronous limits
                && limits.send() == SyncConfig.Send.DELTA) {
            checkUnsent(limits.localUpdatesAtMost());
        }
    }

    private void checkUnsent(int most) {
        long updates = trained.stream().filter(TrainedBatch::moves).count();
        worker.run()
                .log()
                .check(
                        Check.LOCAL_UPDATES,
                        updates <= most,
                        () -> worker + " had " + updates + " updates that were not sent, with sync.max_local_updates "
                                + most);
    }

    /** The steps that were trained, which are those that {@code share} reports. */
    private long takeTrained(Share share) {
        long reported = share.totals().steps();
        trained = reported > 0 ? model.takeTrained() : List.of();
        long steps = trained.stream().mapToLong(batch -> batch.steps().length).sum();
        worker.run()
                .log()
                .check(
                        Check.TOTALS,
                        steps == reported,
                        () -> worker + " has trained " + steps + " steps and reports " + reported);
        worker.run()
                .log()
                .check(
                        Check.TRAFFIC,
                        !share.hasValues() || steps > 0,
                        () -> worker + " sends values without having trained");
        rateRule.check(trained, share);
        return steps;
    }

    private boolean isBroken(Trained contribution, long number) {
        NonFiniteFaults nonFinite = worker.run().scenario().nonFinite();
        if (contribution.share().hasValues() && nonFinite.kind() == NonFiniteFaults.Kind.ON_THE_WAY) {
            return nonFinite.hits(31 * (31 * number + worker.index()) + contribution.shard());
        }
        return worker.run().without(Mutation.FINITE_GUARD) && trained.stream().anyMatch(TrainedBatch::nonFinite);
    }

    private Share broken(Trained contribution) {
        Share share = contribution.share();
        Change change = share.change();
        int shards = worker.run().scenario().shards();
        float[] values = change == null
                ? new float[new Sharding(Scenario.PARAMETERS, shards).length(contribution.shard())]
                : change.values().clone();
        values[0] = Float.NaN;
        long base = change == null ? 0 : change.baseVersion();
        return new Share(new Change(values, base), share.divisor() == 0 ? 1 : share.divisor(), share.totals());
    }
}
