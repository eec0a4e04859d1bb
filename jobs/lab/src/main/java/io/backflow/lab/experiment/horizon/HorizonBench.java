package io.backflow.lab.experiment.horizon;

import io.backflow.model.LayerSpec;
import io.backflow.model.LayerSpec.OutputActivation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a horizon costs: new steps a second on one thread, updates included, and bytes kept of a sequence between
 * windows.
 *
 * @param units hidden units; of an LRU, complex numbers
 * @param every new steps a window, but online
 * @param seconds to measure each horizon for, after as long a warm-up
 * @param cells of {@link #CELLS}, which are measured
 */
public record HorizonBench(int units, int every, double seconds, List<String> cells) {

    /**
     * What there is to measure: cells, and stacks of four layers of linear recurrent units, plain or normalised, gated
     * and with residual connections.
     */
    public static final List<String> CELLS = List.of("gru", "diagonal", "lru", "lru-4", "lru-4-blocks");

    private static final int ROUNDS = 5;
    private static final int DEPTH = 4;

    /** Steps of a sequence under {@code full}, in windows. */
    private static final int PARTS = 8;

    public HorizonBench {
        cells = List.copyOf(cells);
    }

    /**
     * One horizon's cost.
     *
     * @param slowdown steps/s of the first row by its own
     * @param forwardSteps how many plain forward steps of the same cell a step costs; null where those were not
     *     measured
     */
    public record Cost(
            String variant,
            String cell,
            int every,
            int back,
            double stepsPerSecond,
            long bytesPerSequence,
            double slowdown,
            @Nullable Double forwardSteps) {}

    /** All costs, in the order of {@link #CELLS}; plain truncated is the first of a cell. */
    public record Result(int units, List<Cost> costs) {}

    /** Measures all horizons in turn, round by round, so that what else the machine does falls on all of them. */
    public Result run(Consumer<String> lines) {
        List<TimedHorizon> contenders =
                CELLS.stream().filter(cells::contains).flatMap(this::contenders).toList();
        for (int round = -ROUNDS; round < ROUNDS; round++) {
            for (TimedHorizon timed : contenders) {
                timed.round(seconds / ROUNDS, round >= 0);
            }
        }
        List<Cost> costs = new ArrayList<>();
        for (TimedHorizon timed : contenders) {
            Double forward = contenders.stream()
                    .filter(timed::isMeasuredBy)
                    .findFirst()
                    .map(TimedHorizon::median)
                    .orElse(null);
            Cost cost = timed.cost(contenders.get(0).median(), forward);
            costs.add(cost);
            lines.accept(HorizonTable.line(cost));
        }
        contenders.forEach(TimedHorizon::close);
        return new Result(units, costs);
    }

    private Stream<TimedHorizon> contenders(String cell) {
        List<LayerSpec> layers = layers(cell);
        return variants(cell).map(variant -> new TimedHorizon(layers, cell, variant, PARTS * every));
    }

    private List<LayerSpec> layers(String cell) {
        LayerSpec lru = new LayerSpec.Lru(2 * units, 0);
        return switch (cell) {
            case "gru" -> List.of(new LayerSpec.Gru(units, true, 0));
            case "diagonal" -> List.of(new LayerSpec.Diagonal(units, 0));
            case "lru" -> List.of(lru);
            case "lru-4" -> stack(lru, lru);
            default ->
                stack(
                        new LayerSpec.Lru(2 * units, false, OutputActivation.GLU, false, 0),
                        new LayerSpec.Lru(2 * units, true, OutputActivation.GLU, true, 0));
        };
    }

    private static List<LayerSpec> stack(LayerSpec first, LayerSpec above) {
        return Stream.concat(Stream.of(first), Stream.generate(() -> above).limit(DEPTH - 1))
                .toList();
    }

    private Stream<HorizonVariant> variants(String cell) {
        HorizonVariant rtrl = HorizonVariant.online(HorizonVariant.Kind.RTRL);
        return switch (cell) {
            case "gru" ->
                Stream.of(
                        HorizonVariant.truncated(every, every),
                        HorizonVariant.truncated(every, 2 * every),
                        HorizonVariant.full(every),
                        rtrl,
                        HorizonVariant.online(HorizonVariant.Kind.SNAP1));
            case "diagonal" -> Stream.of(rtrl);
            default ->
                Stream.of(
                        HorizonVariant.truncated(every, every),
                        HorizonVariant.truncated(1, 1),
                        rtrl,
                        HorizonVariant.forward(1));
        };
    }
}
