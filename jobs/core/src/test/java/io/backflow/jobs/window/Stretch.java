package io.backflow.jobs.window;

import io.backflow.jobs.config.HorizonConfig;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.sequence.FeatureScale;
import io.backflow.jobs.sequence.GapPolicy;
import io.backflow.jobs.sequence.LifetimeRule;
import io.backflow.jobs.sequence.ReorderRule;
import io.backflow.jobs.sequence.SequenceListener;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Sequencer;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.TargetRule;
import io.backflow.jobs.sequence.WindowRule;
import io.backflow.model.Gradients;
import io.backflow.model.HeadSpec;
import io.backflow.model.Initialization;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** Three sequences of unequal length, trained side by side over one horizon on parameters that stand still. */
final class Stretch {

    static final int[] LENGTHS = {28, 9, 16};
    static final ModelSpec SPEC = new ModelSpec(
            new InputSpec.Features(2), List.of(new LayerSpec.Gru(5, true, 0)), new HeadSpec(1, new LossSpec.Mse()));
    static final int PARAMETERS = Initialization.keras(SPEC, 5).length;

    final Gradients gradients = new Gradients(PARAMETERS);
    final List<PrequentialPrediction> scored = new ArrayList<>();
    final List<SequenceState> sequences = new ArrayList<>();
    TrainingTotals totals = TrainingTotals.ZERO;
    long cuts;

    /**
     * @param between what happens to a sequence's state between two windows
     */
    static Stretch train(HorizonConfig horizon, UnaryOperator<SequenceState> between) {
        Stretch stretch = new Stretch();
        FeatureScale scale = new FeatureScale(null, null);
        TargetCodec codec = TargetCodec.of(SPEC.head(), TargetRule.GIVEN, false, scale);
        Sequencer sequencer = new Sequencer(
                new WindowRule(horizon.every(), TargetRule.GIVEN),
                new ReorderRule(10, 10, GapPolicy.RESET),
                new LifetimeRule(LifetimeRule.NEVER, LifetimeRule.NEVER),
                SequenceListener.NONE);
        try (WindowTrainer trainer = new WindowTrainer(
                new BatchRow(SPEC, scale, codec), horizon, LENGTHS.length, 0, PredictionSelection.ALL)) {
            trainer.load(Initialization.keras(SPEC, 5), 7);
            for (int s = 0; s < LENGTHS.length; s++) {
                stretch.sequences.add(new SequenceState(SPEC.stateSize()));
            }
            for (int t = 0; t < LENGTHS[0]; t++) {
                stretch.feed(sequencer, t);
                stretch.trainReady(trainer, between);
            }
            stretch.cuts = trainer.cuts();
        }
        return stretch;
    }

    private void feed(Sequencer sequencer, int t) {
        for (int s = 0; s < LENGTHS.length; s++) {
            if (t < LENGTHS[s]) {
                sequencer.accept(sequences.get(s), step(s, t));
            }
        }
    }

    private void trainReady(WindowTrainer trainer, UnaryOperator<SequenceState> between) {
        List<SequenceState> ready = new ArrayList<>();
        for (int s = 0; s < LENGTHS.length; s++) {
            if (!sequences.get(s).ready.isEmpty()) {
                sequences.set(s, between.apply(sequences.get(s)));
                ready.add(sequences.get(s));
            }
        }
        if (!ready.isEmpty()) {
            totals = totals.plus(trainer.train(ready, gradients, scored::add));
        }
    }

    private static Step step(int sequence, int t) {
        Random random = new Random(1_000L * sequence + t);
        float[] features = {(float) random.nextGaussian(), (float) random.nextGaussian()};
        float[] target = {(float) random.nextGaussian()};
        boolean ends = t == LENGTHS[sequence] - 1 && sequence > 0;
        return new Step("s" + sequence, t, t, features, Step.NONE, target, Step.NONE, 1f, ends);
    }
}
