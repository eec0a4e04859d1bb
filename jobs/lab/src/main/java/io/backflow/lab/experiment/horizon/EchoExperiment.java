package io.backflow.lab.experiment.horizon;

import io.backflow.model.LayerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Delayed echo, one step at a time: linear recurrent units with their exact online gradients and the rule without a
 * rate, beside a GRU that learns from windows of 16 steps, and one with RTRL.
 *
 * @param delays steps after which a bit is to be said again
 * @param seeds of each delay, from 1 on
 * @param updates of every network online; null: 30,000, beyond a delay of 20 60,000
 * @param rtrl whether a GRU of 32 units with RTRL is trained too, which takes minutes
 */
public record EchoExperiment(
        List<Integer> delays, int seeds, @Nullable Long updates, boolean rtrl) {

    private static final LayerSpec GRU = new LayerSpec.Gru(32, true, 0);
    private static final String GRU_NAME = "gru 32";
    private static final int WINDOW = 16;

    public EchoExperiment {
        delays = List.copyOf(delays);
    }

    /** The runs, each {@code through} all of these. */
    public MemoryExperiment through(Set<Through> through) {
        HorizonVariant online = HorizonVariant.online(HorizonVariant.Kind.RTRL);
        List<MemoryExperiment.Trial> trials = new ArrayList<>();
        for (int delay : delays) {
            MemoryTask task = new EchoTask(delay);
            LayerSpec lru = new LayerSpec.Lru(2 * pairs(delay), 0);
            Contender own = new Contender("lru " + pairs(delay), lru, online, updates(delay), UpdateRule.cocob());
            trials.add(new MemoryExperiment.Trial(task, own, seeds));
            long windows = Math.max(1, updates(delay) / WINDOW);
            Contender truncated = new Contender(GRU_NAME, GRU, HorizonVariant.truncated(WINDOW, WINDOW), windows);
            trials.add(new MemoryExperiment.Trial(task, truncated, 1));
            if (rtrl) {
                trials.add(new MemoryExperiment.Trial(task, new Contender(GRU_NAME, GRU, online, updates(delay)), 1));
            }
        }
        return new MemoryExperiment(trials, through);
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
