package io.backflow.lab.experiment.horizon;

import io.backflow.model.HeadSpec;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import io.backflow.model.optimizer.CosineDecay;
import java.util.List;

/** Births a day, one day ahead: some passes over the training part, the best by validation judged on the test part. */
final class BirthsTask {

    private static final double RATE = 3e-3;
    private static final double LAST_RATE = 0.02;

    /** Where credit is cut if the horizon is the whole sequence, which is one of 3,835 days. */
    private static final int LENGTH = 64;

    private final Births births;
    private final LayerSpec layer;
    private final String cell;
    private final HorizonVariant variant;
    private final int epochs;
    private final long seed;

    BirthsTask(Births births, LayerSpec layer, String cell, HorizonVariant variant, int epochs, long seed) {
        this.births = births;
        this.layer = layer;
        this.cell = cell;
        this.variant = variant;
        this.epochs = epochs;
        this.seed = seed;
    }

    HorizonRow run() {
        ModelSpec spec = new ModelSpec(new InputSpec.Features(1), List.of(layer), new HeadSpec(1, new LossSpec.Mse()));
        int steps = births.train() - 1;
        int unit = variant.kind() == HorizonVariant.Kind.FULL ? LENGTH : variant.every();
        CosineDecay schedule = schedule((long) epochs * ((steps + unit - 1) / unit));
        long start = System.nanoTime();
        double best = Double.POSITIVE_INFINITY;
        double test = Double.NaN;
        long updates;
        try (TrainableNetwork network = new TrainableNetwork(
                        spec, Math.max(variant.every(), variant.back()), 1, UpdateRule.adam(schedule), seed);
                Learner learner = Learner.of(variant, network, births, LENGTH)) {
            for (int epoch = 0; epoch < epochs; epoch++) {
                learner.reset();
                for (int from = 0; from < steps; from += variant.every()) {
                    learner.learn(from, Math.min(from + variant.every(), steps), (weight, target, output) -> {});
                }
                Errors errors = errors(network);
                if (errors.validation < best) {
                    best = errors.validation;
                    test = errors.test;
                }
            }
            updates = network.updates();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new HorizonRow(
                "us_births",
                cell,
                variant.label(),
                variant.every(),
                variant.back(),
                null,
                test,
                updates,
                (long) epochs * steps,
                seed,
                seconds);
    }

    private static CosineDecay schedule(long updates) {
        return new CosineDecay(RATE, updates, LAST_RATE * RATE, 0, false);
    }

    private record Errors(double validation, double test) {}

    /** All days in order from a fresh state, nothing learnt; a step that foresees a day of a part counts for it. */
    private Errors errors(TrainableNetwork network) {
        double[] sums = new double[2];
        float[] state = new float[network.spec.stateSize()];
        int last = births.values().length - 1;
        int width = network.batch.timeCapacity();
        for (int from = 0; from < last; from += width) {
            int to = Math.min(from + width, last);
            network.fill(births, from, to, from, state);
            network.network.forward(network.batch);
            state = network.finalState();
            for (int t = from; t < to; t++) {
                if (t + 1 >= births.train()) {
                    int part = t + 1 >= births.validation() ? 1 : 0;
                    sums[part] += network.network.outputs().stepLosses()[t - from];
                }
            }
        }
        return new Errors(sums[0] / (births.validation() - births.train()), sums[1] / (last + 1 - births.validation()));
    }
}
