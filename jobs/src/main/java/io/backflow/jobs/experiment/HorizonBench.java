package io.backflow.jobs.experiment;

import io.backflow.model.HeadSpec;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import io.backflow.model.optimizer.ConstantRate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a horizon costs: new steps a second on one thread, updates included, and bytes kept of a sequence between windows.
 *
 * @param units hidden units
 * @param every new steps a window, but online
 * @param seconds to measure each horizon for, after as long a warm-up
 */
public record HorizonBench(int units, int every, double seconds) {

    private static final int SEQUENCES = 32;
    private static final int ROUNDS = 5;

    /** Steps of a sequence under {@code full}, in windows. */
    private static final int PARTS = 8;

    /**
     * One horizon's cost.
     *
     * @param slowdown steps/s of plain truncated by its own
     */
    public record Cost(
            String mode,
            String cell,
            int every,
            int back,
            double stepsPerSecond,
            long bytesPerSequence,
            double slowdown) {}

    /** All costs, plain truncated first. */
    public record Result(int units, List<Cost> costs) {}

    public Result run(Consumer<String> lines) {
        LayerSpec gru = new LayerSpec.Gru(units, true, 0);
        LayerSpec diagonal = new LayerSpec.Diagonal(units, 0);
        List<Mode> modes = List.of(
                Mode.truncated(every, every),
                Mode.truncated(every, 2 * every),
                Mode.full(every),
                Mode.online(Mode.Kind.RTRL),
                Mode.online(Mode.Kind.SNAP1));
        List<Cost> costs = new ArrayList<>();
        double plain = 0;
        for (Mode mode : modes) {
            Cost cost = measure(gru, "gru", mode, plain);
            plain = plain == 0 ? cost.stepsPerSecond() : plain;
            costs.add(cost);
            lines.accept(Report.line(cost));
        }
        Cost cost = measure(diagonal, "diagonal", Mode.online(Mode.Kind.RTRL), plain);
        costs.add(cost);
        lines.accept(Report.line(cost));
        return new Result(units, costs);
    }

    /** The median of some rounds, for a machine that others use too. */
    private Cost measure(LayerSpec layer, String cell, Mode mode, double plain) {
        ModelSpec spec = new ModelSpec(
                new InputSpec.Features(1), List.of(layer), new HeadSpec(1, new LossSpec.BinaryCrossEntropy()));
        int length = PARTS * every;
        Series series = new DelayedEcho(SEQUENCES, EchoTask.DELAY, length, 1);
        double[] rates = new double[ROUNDS];
        try (Trainee trainee =
                        new Trainee(spec, Math.max(mode.every(), mode.back()), SEQUENCES, new ConstantRate(1e-3), 1);
                Learner learner = Learner.of(mode, trainee, series, length)) {
            int step = 0;
            for (int round = -ROUNDS; round < ROUNDS; round++) {
                long start = System.nanoTime();
                int first = step;
                do {
                    for (int end = step + length; step < end; step += mode.every()) {
                        learner.learn(step, step + mode.every(), (weight, target, output) -> {});
                    }
                } while (System.nanoTime() - start < seconds / ROUNDS * 1e9);
                rates[Math.max(0, round)] = (step - first) * (double) SEQUENCES / (System.nanoTime() - start) * 1e9;
            }
            Arrays.sort(rates);
            double rate = rates[ROUNDS / 2];
            return new Cost(
                    mode.label(),
                    cell,
                    mode.every(),
                    mode.back(),
                    rate,
                    learner.bytesPerSequence(),
                    plain == 0 ? 1 : plain / rate);
        }
    }
}
