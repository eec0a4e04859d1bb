package io.backflow.jobs.worker;

import io.backflow.jobs.protocol.Change;
import io.backflow.jobs.protocol.Losses;
import io.backflow.jobs.protocol.Share;
import io.backflow.jobs.protocol.Slots;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.worker.ParameterView;
import io.backflow.jobs.sequence.FeatureSums;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.window.BatchTrainer;
import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.model.Gradients;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One local optimizer step a minibatch; what the round changed in all. */
final class RoundDelta implements RoundLearner {

    private final LearningControl control;
    private final LocalOptimizer optimizer;
    private final Gradients gradients;
    private final float[] base;
    private final float[] local;
    private final int workers;
    private long globalUpdates;
    private long version;
    private long updates;
    private boolean resumed;

    RoundDelta(Learning learning, int parameters, int workers, LearningControl control) {
        this.control = control;
        this.workers = workers;
        optimizer = new LocalOptimizer(learning, parameters, control);
        gradients = new Gradients(parameters);
        base = new float[parameters];
        local = new float[parameters];
    }

    @Override
    public void begin(ParameterView view, BatchTrainer trainer) {
        if (!resumed) {
            optimizer.resume(view.takeWorkerSlots(workers));
            resumed = true;
        }
        System.arraycopy(view.values(), 0, base, 0, base.length);
        System.arraycopy(view.values(), 0, local, 0, local.length);
        globalUpdates = view.totals().updates();
        version = view.version();
        updates = 0;
        gradients.clear();
        trainer.load(local, version);
    }

    @Override
    public TrainingTotals train(
            BatchTrainer trainer, List<SequenceState> sequences, Consumer<PrequentialPrediction> scored) {
        TrainingTotals totals = trainer.train(sequences, gradients, scored);
        step(trainer);
        return totals;
    }

    private void step(BatchTrainer trainer) {
        if (optimizer.step(local, gradients, globalUpdates + updates)) {
            updates++;
            trainer.load(local, version);
        }
        gradients.clear();
    }

    @Override
    public Share finish(TrainingTotals trained, FeatureSums features) {
        control.count(trained);
        Losses losses = control.drift().take(trained);
        if (updates == 0) {
            return new Share(null, 0, trained, losses, control.learnt(features));
        }
        float[] delta = new float[local.length];
        for (int i = 0; i < delta.length; i++) {
            delta[i] = local[i] - base[i];
        }
        Change change = new Change(delta, version);
        return new Share(change, 1, trained.withUpdates(updates), losses, control.learnt(features));
    }

    @Override
    public void rolledBack() {
        optimizer.beginAnew();
        resumed = true;
    }

    @Override
    public Optional<Slots> slots() {
        return resumed ? optimizer.takeSlots() : Optional.empty();
    }

    @Override
    public long refused() {
        return optimizer.refused();
    }
}
