package io.backflow.jobs.worker;

import io.backflow.jobs.protocol.Change;
import io.backflow.jobs.protocol.Share;
import io.backflow.jobs.protocol.Slots;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.Vectors;
import io.backflow.jobs.protocol.worker.ParameterView;
import io.backflow.jobs.sequence.FeatureSums;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.window.BatchTrainer;
import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.model.Gradients;
import io.backflow.model.Reduction;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** All windows of a round on the same parameters; the gradients of a lane summed. */
final class RoundGradient implements RoundLearner {

    private final LearningControl control;
    private final Reduction reduction;
    private final Gradients gradients;
    private long version;
    private long refused;

    RoundGradient(Reduction reduction, int parameters, LearningControl control) {
        this.control = control;
        this.reduction = reduction;
        gradients = new Gradients(parameters);
    }

    @Override
    public void begin(ParameterView view, BatchTrainer trainer) {
        version = view.version();
        trainer.load(view.values(), version);
        gradients.clear();
    }

    @Override
    public TrainingTotals train(
            BatchTrainer trainer, List<SequenceState> sequences, Consumer<PrequentialPrediction> scored) {
        return trainer.train(sequences, gradients, scored);
    }

    @Override
    public Share finish(TrainingTotals trained, FeatureSums features) {
        control.count(trained);
        double divisor = reduction.divisor(gradients.weightSum(), gradients.sequences());
        boolean finite = Vectors.finite(gradients.values());
        if (!finite) {
            refused++;
        }
        boolean learnt = finite && gradients.weightSum() > 0 && !control.paused();
        Change change = learnt ? new Change(gradients.values().clone(), version) : null;
        gradients.clear();
        double share = finite && !control.paused() ? divisor : 0;
        return new Share(change, share, trained, control.drift().take(trained), control.learnt(features));
    }

    /** The optimizer runs on the server. */
    @Override
    public void rolledBack() {}

    @Override
    public Optional<Slots> slots() {
        return Optional.empty();
    }

    @Override
    public long refused() {
        return refused;
    }
}
