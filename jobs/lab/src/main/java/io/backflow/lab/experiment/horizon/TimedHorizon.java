package io.backflow.lab.experiment.horizon;

import io.backflow.lab.experiment.Median;
import io.backflow.model.HeadSpec;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import io.backflow.model.optimizer.ConstantRate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One horizon being timed: it goes on where its last round stopped. */
final class TimedHorizon implements AutoCloseable {

    private static final int SEQUENCES = 32;

    private final String cell;
    private final HorizonVariant variant;
    private final int length;
    private final TrainableNetwork network;
    private final Learner learner;
    private final List<Double> rates = new ArrayList<>();
    private int step;

    TimedHorizon(List<LayerSpec> layers, String cell, HorizonVariant variant, int length) {
        this.cell = cell;
        this.variant = variant;
        this.length = length;
        ModelSpec spec =
                new ModelSpec(new InputSpec.Features(1), layers, new HeadSpec(1, new LossSpec.BinaryCrossEntropy()));
        Series series = new DelayedEcho(SEQUENCES, HorizonExperiment.DELAY, length, 1);
        network = new TrainableNetwork(
                spec, Math.max(variant.every(), variant.back()), SEQUENCES, UpdateRule.adam(new ConstantRate(1e-3)), 1);
        learner = Learner.of(variant, network, series, length);
    }

    /** Learns whole sequences for at least so long. */
    void round(double seconds, boolean counted) {
        long start = System.nanoTime();
        int first = step;
        do {
            for (int end = step + length; step < end; step += variant.every()) {
                learner.learn(step, step + variant.every(), (weight, target, output) -> {});
            }
        } while (System.nanoTime() - start < seconds * 1e9);
        if (counted) {
            rates.add((step - first) * (double) SEQUENCES / (System.nanoTime() - start) * 1e9);
        }
    }

    /** New steps a second over all sequences, the median of the rounds. */
    double median() {
        return Median.of(rates);
    }

    /** Whether {@code other} is a plain forward pass of the same cell over windows as long. */
    boolean isMeasuredBy(TimedHorizon other) {
        return other.variant.equals(HorizonVariant.forward(variant.every())) && other.cell.equals(cell);
    }

    HorizonBench.Cost cost(double plain, @Nullable Double forward) {
        return new HorizonBench.Cost(
                variant.label(),
                cell,
                variant.every(),
                variant.back(),
                median(),
                learner.bytesPerSequence(),
                plain / median(),
                forward == null ? null : forward / median());
    }

    @Override
    public void close() {
        learner.close();
        network.close();
    }
}
