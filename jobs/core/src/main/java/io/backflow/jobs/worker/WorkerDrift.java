package io.backflow.jobs.worker;

import io.backflow.jobs.config.DriftConfig;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.SyncConfig;
import io.backflow.jobs.drift.DriftGroups;
import io.backflow.jobs.drift.DriftReaction;
import io.backflow.jobs.protocol.Losses;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.worker.ParameterView;
import io.backflow.jobs.window.LossListener;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What drift means to a worker: it adds up the losses of groups for the server, and follows the server's reactions,
 * which come with the parameters. Not thread-safe.
 */
final class WorkerDrift implements LossListener {

    private final DriftConfig.@Nullable Reaction reaction;
    private final boolean optimizes;
    private final DriftGroups groups;
    private final double[] losses;
    private Supplier<DriftReaction> inForce = () -> DriftReaction.NONE;

    /** Of a job whose loss is not watched. */
    WorkerDrift() {
        this(null, false, new DriftGroups(List.of()));
    }

    WorkerDrift(JobConfig config) {
        this(
                config.drift() == null ? null : config.drift().reaction(),
                config.sync().send() == SyncConfig.Send.DELTA,
                new DriftGroups(
                        config.drift() == null ? List.of() : config.drift().groups()));
    }

    /** @param optimizes whether the optimizer runs on the worker */
    private WorkerDrift(DriftConfig.@Nullable Reaction reaction, boolean optimizes, DriftGroups groups) {
        this.reaction = reaction;
        this.optimizes = optimizes;
        this.groups = groups;
        losses = new double[2 * groups.count()];
    }

    /** Goes by the reactions that come with the snapshots of {@code view}. */
    void follow(ParameterView view) {
        inForce = view::reaction;
    }

    @Override
    public void trained(String id, double lossSum, double weightSum) {
        int group = losses.length == 0 ? DriftGroups.NONE : groups.of(id);
        if (group != DriftGroups.NONE) {
            losses[2 * group] += lossSum;
            losses[2 * group + 1] += weightSum;
        }
    }

    /** The losses of what was {@code trained}, with those of groups since the last call. */
    Losses take(TrainingTotals trained) {
        Losses taken = Losses.of(trained, losses.clone());
        Arrays.fill(losses, 0);
        return taken;
    }

    /** Windows of sequence {@code id} that were kept before this version are not replayed any more; 0: all are. */
    long windowsSince(String id) {
        return reaction instanceof DriftConfig.ForgetReplay ? inForce.get().since(groups.of(id)) : 0;
    }

    /** Optimizer slots of before this version are to be made fresh; 0: none are. */
    long slotsSince() {
        return optimizes && reaction instanceof DriftConfig.ResetOptimizer
                ? inForce.get().since()
                : 0;
    }

    /** What the scheduled rate of update number {@code update} of the run is multiplied by, on this worker. */
    double rateFactor(long update) {
        return optimizes
                        && reaction instanceof DriftConfig.RaiseRate raise
                        && update < inForce.get().raisedUntil()
                ? raise.factor()
                : 1;
    }
}
