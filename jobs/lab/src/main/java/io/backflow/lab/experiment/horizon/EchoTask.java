package io.backflow.lab.experiment.horizon;

import io.backflow.model.HeadSpec;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import io.backflow.model.optimizer.ConstantRate;
import io.backflow.model.optimizer.CosineDecay;
import io.backflow.model.optimizer.Schedule;
import java.util.List;

/** Delayed echo on 32 sequences side by side. */
final class EchoTask {

    static final int SEQUENCES = 32;

    /** Length of a sequence where sequences end. */
    static final int LENGTH = 40;

    /** The last updates, over which accuracy is counted. */
    private static final int SCORED = 300;

    private static final double RATE = 3e-3;

    /**
     * Share of the rate that is left at the end of online training, where a single step, and its noise, is an update.
     */
    private static final double LAST_RATE = 0.02;

    private final LayerSpec layer;
    private final String cell;
    private final HorizonVariant variant;
    private final Plan plan;
    private long right;
    private long scored;

    /**
     * How long it is tried.
     *
     * @param delay steps after which a bit is to be said again
     * @param updates of the parameters
     * @param seed decides bits and fresh parameters
     */
    record Plan(int delay, long updates, long seed) {}

    EchoTask(LayerSpec layer, String cell, HorizonVariant variant, Plan plan) {
        this.layer = layer;
        this.cell = cell;
        this.variant = variant;
        this.plan = plan;
    }

    HorizonRow run() {
        boolean ends = variant.kind() == HorizonVariant.Kind.FULL;
        Series series = new DelayedEcho(SEQUENCES, plan.delay(), ends ? LENGTH : 0, plan.seed());
        ModelSpec spec = new ModelSpec(
                new InputSpec.Features(1), List.of(layer), new HeadSpec(1, new LossSpec.BinaryCrossEntropy()));
        int time = Math.max(variant.every(), variant.back());
        long start = System.nanoTime();
        int step = 0;
        try (TrainableNetwork network = new TrainableNetwork(spec, time, SEQUENCES, schedule(), plan.seed());
                Learner learner = Learner.of(variant, network, series, LENGTH)) {
            while (network.updates() < plan.updates()) {
                boolean scored = network.updates() >= plan.updates() - SCORED;
                learner.learn(step, step + variant.every(), scored ? this::score : (weight, target, output) -> {});
                step += variant.every();
            }
        }
        double accuracy = (double) right / scored;
        double seconds = (System.nanoTime() - start) / 1e9;
        return new HorizonRow(
                "delayed echo d=" + plan.delay(),
                cell,
                variant.label(),
                variant.every(),
                variant.back(),
                accuracy,
                null,
                plan.updates(),
                step,
                plan.seed(),
                seconds);
    }

    private Schedule schedule() {
        return variant.isOnline()
                ? new CosineDecay(RATE, plan.updates(), LAST_RATE * RATE, 0, false)
                : new ConstantRate(RATE);
    }

    private void score(float weight, float target, float output) {
        if (weight > 0) {
            scored++;
            right += output > 0 == target > 0.5f ? 1 : 0;
        }
    }
}
