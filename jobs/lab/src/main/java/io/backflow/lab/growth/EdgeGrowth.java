package io.backflow.lab.growth;

import io.backflow.lab.experiment.PowerLaw;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * How the traffic of the edges between workers and server, and the time of a checkpoint, grow.
 *
 * @param rows real ones, then simulated ones
 * @param downByWorkers how {@link EdgeRow#downBytes} grows with the workers, simulated
 * @param idleByWorkers how {@link EdgeRow#idleBytes} grows with the workers, simulated
 * @param idleByModel how {@link EdgeRow#idleBytes} grows with the model, simulated
 * @param checkpointByWorkers how {@link EdgeRow#checkpointMs} grows with the workers, real
 * @param idleMsByWorkers how {@link EdgeRow#idleMs} grows with the workers, real
 */
public record EdgeGrowth(
        List<EdgeRow> rows,
        PowerLaw downByWorkers,
        PowerLaw idleByWorkers,
        PowerLaw idleByModel,
        PowerLaw checkpointByWorkers,
        PowerLaw idleMsByWorkers) {

    private static final int[] REAL = {1, 2, 4, 8};
    private static final int[] SIMULATED = {20, 100, 1000};
    private static final long MEGABYTE = 1_000_000;
    private static final long[] MODELS = {20 * MEGABYTE, 100 * MEGABYTE};

    public EdgeGrowth {
        rows = List.copyOf(rows);
    }

    /** Measures all of it; each row goes to {@code seen} at once. */
    public static EdgeGrowth measure(Consumer<EdgeRow> seen) throws Exception {
        List<EdgeRow> real = new ArrayList<>();
        for (int workers : REAL) {
            real.add(RealEdge.row(workers));
            seen.accept(real.get(real.size() - 1));
        }
        List<EdgeRow> simulated = simulate();
        simulated.forEach(seen);
        return of(real, simulated);
    }

    static List<EdgeRow> simulate() {
        List<EdgeRow> rows = new ArrayList<>();
        for (long model : MODELS) {
            for (int workers : SIMULATED) {
                rows.add(SimulatedEdge.row(workers, model));
            }
        }
        return rows;
    }

    static EdgeGrowth of(List<EdgeRow> real, List<EdgeRow> simulated) {
        List<EdgeRow> all = new ArrayList<>(real);
        all.addAll(simulated);
        return new EdgeGrowth(
                all,
                law(simulated, EdgeRow::workers, EdgeRow::downBytes),
                law(simulated, EdgeRow::workers, EdgeRow::idleBytes),
                law(simulated, EdgeRow::modelBytes, EdgeRow::idleBytes),
                law(real, EdgeRow::workers, EdgeRow::checkpointMs),
                law(real, EdgeRow::workers, EdgeRow::idleMs));
    }

    private static PowerLaw law(List<EdgeRow> rows, ToDoubleFunction<EdgeRow> x, ToDoubleFunction<EdgeRow> y) {
        List<PowerLaw.Point> points = rows.stream()
                .map(row -> new PowerLaw.Point(x.applyAsDouble(row), y.applyAsDouble(row)))
                .toList();
        return PowerLaw.nearest(points).orElseThrow();
    }
}
