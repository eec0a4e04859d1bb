package io.backflow.lab.experiment.horizon;

import io.backflow.model.LayerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The copy task: linear recurrent units with their exact online gradients, with the gradient of whole sequences, and
 * with that of windows of 16 steps, beside a GRU with these two.
 *
 * @param symbols that are to be said again in their order
 * @param delays steps between the last of them and the first that is said again
 * @param seeds of each network, from 1 on
 * @param steps that each sequence has
 */
public record CopyExperiment(int symbols, List<Integer> delays, int seeds, long steps) {

    private static final int PAIRS = 64;
    private static final int GRU_UNITS = 64;
    private static final int WINDOW = 16;

    public CopyExperiment {
        delays = List.copyOf(delays);
    }

    /** The runs, each {@code through} all of these. */
    public MemoryExperiment through(Set<Through> through) {
        LayerSpec lru = new LayerSpec.Lru(2 * PAIRS, 0);
        LayerSpec gru = new LayerSpec.Gru(GRU_UNITS, true, 0);
        HorizonVariant online = HorizonVariant.online(HorizonVariant.Kind.RTRL);
        HorizonVariant truncated = HorizonVariant.truncated(WINDOW, WINDOW);
        List<MemoryExperiment.Trial> trials = new ArrayList<>();
        for (int delay : delays) {
            CopyTask task = new CopyTask(symbols, delay);
            HorizonVariant full = HorizonVariant.full(part(task.length()));
            trials.add(trial(task, "lru " + PAIRS, lru, online, 1));
            trials.add(trial(task, "lru " + PAIRS, lru, truncated, WINDOW));
            trials.add(trial(task, "lru " + PAIRS, lru, full, task.length()));
            trials.add(trial(task, "gru " + GRU_UNITS, gru, truncated, WINDOW));
            trials.add(trial(task, "gru " + GRU_UNITS, gru, full, task.length()));
        }
        return new MemoryExperiment(trials, through);
    }

    private MemoryExperiment.Trial trial(
            MemoryTask task, String cell, LayerSpec layer, HorizonVariant variant, int stepsToAnUpdate) {
        long updates = Math.max(1, steps / stepsToAnUpdate);
        Contender contender = new Contender(cell, layer, variant, updates);
        return new MemoryExperiment.Trial(task, contender, seeds);
    }

    /** The longest part, of up to a window, that sequences of {@code length} steps consist of. */
    private static int part(int length) {
        int part = Math.min(WINDOW, length);
        while (length % part != 0) {
            part--;
        }
        return part;
    }
}
