package io.backflow.lab.experiment.horizon;

import io.backflow.model.LayerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a horizon costs: new steps a second on one thread, updates included, and bytes kept of a sequence between
 * windows.
 *
 * @param units hidden units; of an LRU, complex numbers
 * @param every new steps a window, but online
 * @param seconds to measure each horizon for, after as long a warm-up
 */
public record HorizonBench(int units, int every, double seconds) {

    private static final int ROUNDS = 5;

    /** Steps of a sequence under {@code full}, in windows. */
    private static final int PARTS = 8;

    /**
     * One horizon's cost.
     *
     * @param slowdown steps/s of plain truncated by its own
     */
    public record Cost(
            String variant,
            String cell,
            int every,
            int back,
            double stepsPerSecond,
            long bytesPerSequence,
            double slowdown) {}

    /** All costs, plain truncated first. */
    public record Result(int units, List<Cost> costs) {}

    /** Measures all horizons in turn, round by round, so that what else the machine does falls on all of them. */
    public Result run(Consumer<String> lines) {
        LayerSpec gru = new LayerSpec.Gru(units, true, 0);
        LayerSpec lru = new LayerSpec.Lru(2 * units, 0);
        List<TimedHorizon> contenders = List.of(
                new TimedHorizon(gru, "gru", HorizonVariant.truncated(every, every), PARTS * every),
                new TimedHorizon(gru, "gru", HorizonVariant.truncated(every, 2 * every), PARTS * every),
                new TimedHorizon(gru, "gru", HorizonVariant.full(every), PARTS * every),
                new TimedHorizon(gru, "gru", HorizonVariant.online(HorizonVariant.Kind.RTRL), PARTS * every),
                new TimedHorizon(gru, "gru", HorizonVariant.online(HorizonVariant.Kind.SNAP1), PARTS * every),
                new TimedHorizon(
                        new LayerSpec.Diagonal(units, 0),
                        "diagonal",
                        HorizonVariant.online(HorizonVariant.Kind.RTRL),
                        PARTS * every),
                new TimedHorizon(lru, "lru", HorizonVariant.truncated(every, every), PARTS * every),
                new TimedHorizon(lru, "lru", HorizonVariant.truncated(1, 1), PARTS * every),
                new TimedHorizon(lru, "lru", HorizonVariant.online(HorizonVariant.Kind.RTRL), PARTS * every));
        for (int round = -ROUNDS; round < ROUNDS; round++) {
            for (TimedHorizon timed : contenders) {
                timed.round(seconds / ROUNDS, round >= 0);
            }
        }
        List<Cost> costs = new ArrayList<>();
        for (TimedHorizon timed : contenders) {
            Cost cost = timed.cost(contenders.get(0).median());
            costs.add(cost);
            lines.accept(HorizonTable.line(cost));
            timed.close();
        }
        return new Result(units, costs);
    }
}
