package io.backflow.lab.experiment.sync;

import io.backflow.lab.experiment.Median;
import io.backflow.local.Teardown;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * What synchronisation costs two workers: steps a second of each combination beside those of workers of which each
 * trains for itself; or what a second reader brings synchronous workers. All take turns, round by round, so that what
 * else the machine does falls on all of them.
 *
 * @param units hidden units of the network
 * @param steps timesteps of each run
 * @param rounds turns that count, after one that does not
 * @param compared what is measured
 */
public record SyncBench(int units, int steps, int rounds, Compared compared) {

    /** What is measured beside what. */
    public enum Compared {
        /** Each combination beside workers on their own. */
        COMBINATIONS,
        /** Synchronous workers with as many readers beside the same with one. */
        READERS
    }

    /**
     * One combination's throughput.
     *
     * @param stepsPerSecond median over the rounds
     * @param ratio median over the rounds of its throughput by that of the first in the same round
     */
    public record Throughput(String variant, double stepsPerSecond, double ratio) {}

    /** All of them; the first is what the others are compared with. */
    public record Result(int units, int workers, int rounds, List<Throughput> throughputs) {}

    /** Measures, and says a line for each combination. */
    public Result run(Consumer<String> lines) throws Exception {
        List<TrackBench.Subject> subjects = TrackBench.subjects(compared);
        List<List<Double>> rates = new ArrayList<>();
        subjects.forEach(subject -> rates.add(new ArrayList<>()));
        try (Teardown teardown = new Teardown()) {
            TrackBench bench = teardown.run(() -> new TrackBench(teardown, units, steps));
            for (int round = 0; round <= rounds; round++) {
                for (int i = 0; i < subjects.size(); i++) {
                    TrackBench.Subject subject = subjects.get(i);
                    double rate = teardown.run(() -> bench.stepsPerSecond(subject));
                    if (round > 0) {
                        rates.get(i).add(rate);
                    }
                }
            }
        }
        List<Throughput> throughputs = new ArrayList<>();
        for (int i = 0; i < subjects.size(); i++) {
            Throughput throughput = new Throughput(
                    subjects.get(i).name(), Median.of(rates.get(i)), Median.of(ratios(rates.get(i), rates.get(0))));
            throughputs.add(throughput);
            lines.accept(String.format(
                    Locale.ROOT,
                    "%-40s %,10.0f steps/s  %.3f of %s",
                    throughput.variant(),
                    throughput.stepsPerSecond(),
                    throughput.ratio(),
                    subjects.get(0).name()));
        }
        return new Result(units, TrackBench.WORKERS, rounds, throughputs);
    }

    private static List<Double> ratios(List<Double> rates, List<Double> reference) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < rates.size(); i++) {
            ratios.add(rates.get(i) / reference.get(i));
        }
        return ratios;
    }
}
