package io.backflow.jobs.worker;

import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Slots;
import io.backflow.jobs.protocol.Vectors;
import io.backflow.jobs.protocol.worker.ParameterView;
import io.backflow.jobs.window.BatchTrainer;
import io.backflow.model.Gradients;
import io.backflow.model.Reduction;

/** All windows of a round on the same parameters; the gradients of a lane summed. */
final class RoundGradient implements RoundLearner {

    private final Reduction reduction;
    private final Gradients gradients;
    private long refused;

    RoundGradient(Reduction reduction, int parameters) {
        this.reduction = reduction;
        gradients = new Gradients(parameters);
    }

    @Override
    public void begin(ParameterView view, BatchTrainer trainer) {
        trainer.load(view.values(), view.version());
        gradients.clear();
    }

    @Override
    public Gradients gradients() {
        return gradients;
    }

    @Override
    public void step(BatchTrainer trainer) {}

    @Override
    public Result finish() {
        double divisor = reduction.divisor(gradients.weightSum(), gradients.sequences());
        boolean finite = Vectors.finite(gradients.values());
        if (!finite) {
            refused++;
        }
        boolean learnt = gradients.weightSum() > 0;
        Result result = finite
                ? new Result(learnt ? gradients.values().clone() : Contribution.NOTHING, divisor, 0)
                : new Result(Contribution.NOTHING, 0, 0);
        gradients.clear();
        return result;
    }

    @Override
    public Slots slots() {
        return Slots.NONE;
    }

    @Override
    public long refused() {
        return refused;
    }
}
