package io.backflow.lab.experiment.horizon;

import io.backflow.lab.experiment.Median;
import io.backflow.model.LayerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Delayed echo, one step at a time: linear recurrent units with their exact online gradients, beside a GRU that learns
 * from windows of 16 steps, and one with RTRL.
 *
 * @param delays steps after which a bit is to be said again
 * @param seeds of each delay, from 1 on
 * @param updates of every network online; null: 30,000, beyond a delay of 20 60,000
 * @param rtrl whether a GRU of 32 units with RTRL is trained too, which takes minutes
 */
public record EchoExperiment(
        List<Integer> delays, int seeds, @Nullable Long updates, boolean rtrl) {

    private static final int GRU_UNITS = 32;
    private static final int WINDOW = 16;

    public EchoExperiment {
        delays = List.copyOf(delays);
    }

    /**
     * What it came to.
     *
     * @param medians accuracy of linear recurrent units over the seeds, by delay
     */
    public record Result(List<HorizonRow> rows, Map<Integer, Double> medians) {}

    /** Runs all of it, and says a line after each. */
    public Result run(Consumer<String> lines) {
        List<HorizonRow> rows = new ArrayList<>();
        Map<Integer, Double> medians = new TreeMap<>();
        for (int delay : delays) {
            List<Double> accuracies = new ArrayList<>();
            for (long seed = 1; seed <= seeds; seed++) {
                HorizonRow row = online(new LayerSpec.Lru(2 * pairs(delay), 0), "lru " + pairs(delay), delay, seed);
                accuracies.add(row.accuracy());
                keep(row, rows, lines);
            }
            medians.put(delay, Median.of(accuracies));
            LayerSpec gru = new LayerSpec.Gru(GRU_UNITS, true, 0);
            EchoTask.Plan windows = new EchoTask.Plan(delay, Math.max(1, updates(delay) / WINDOW), 1);
            keep(new EchoTask(gru, "gru 32", HorizonVariant.truncated(WINDOW, WINDOW), windows).run(), rows, lines);
            if (rtrl) {
                keep(online(gru, "gru 32", delay, 1), rows, lines);
            }
            lines.accept(String.format(
                    Locale.ROOT, "delayed echo d=%d: median accuracy of lru %.4f", delay, medians.get(delay)));
        }
        return new Result(List.copyOf(rows), medians);
    }

    private HorizonRow online(LayerSpec layer, String cell, int delay, long seed) {
        EchoTask.Plan plan = new EchoTask.Plan(delay, updates(delay), seed);
        return new EchoTask(layer, cell, HorizonVariant.online(HorizonVariant.Kind.RTRL), plan).run();
    }

    private static void keep(HorizonRow row, List<HorizonRow> rows, Consumer<String> lines) {
        rows.add(row);
        lines.accept(HorizonTable.line(row));
    }

    /** How many complex numbers a delay needs. */
    private static int pairs(int delay) {
        if (delay <= 20) {
            return 32;
        }
        return delay <= 40 ? 64 : 256;
    }

    private long updates(int delay) {
        if (updates != null) {
            return updates;
        }
        return delay <= 20 ? 30_000 : 60_000;
    }
}
