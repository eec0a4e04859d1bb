package io.backflow.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** One workload on all engines that can do it, taking turns. */
final class Match {

    /** Engines that sum in another order differ by rounding; another gate order or loss differs by far more. */
    private static final double SAME_LOSS = 1e-4;

    private final Workload workload;
    private final List<Fork> forks;
    private final Fork yardstick;

    Match(Workload workload, Field field) {
        this.workload = workload;
        yardstick = field.fork(Contender.BACKFLOW);
        forks = field.forks().stream()
                .filter(fork -> fork.contender().has(workload.cell()))
                .toList();
    }

    Row play(Plan plan) throws IOException {
        checkSameWork();
        for (Fork fork : forks) {
            warmUp(fork, plan);
        }
        List<Double> sgemm = new ArrayList<>();
        Map<Contender, List<Run>> runs = new EnumMap<>(Contender.class);
        for (int round = 0; round < plan.rounds(); round++) {
            sgemm.add(yardstick.sgemm());
            for (Fork fork : forks) {
                runs.computeIfAbsent(fork.contender(), contender -> new ArrayList<>())
                        .add(fork.run(plan.seconds()));
            }
        }
        Map<Contender, Double> rates = new EnumMap<>(Contender.class);
        runs.forEach((contender, all) ->
                rates.put(contender, median(all.stream().map(Run::rate).toList())));
        List<Double> cpu =
                runs.values().stream().flatMap(List::stream).map(Run::cpu).toList();
        return new Row(workload, rates, median(sgemm), median(cpu));
    }

    /** All engines must have the same loss before and after a few updates from the same numbers. */
    private void checkSameWork() throws IOException {
        double[] expected = forks.get(0).open(workload);
        for (Fork fork : forks.subList(1, forks.size())) {
            double[] losses = fork.open(workload);
            if (!close(losses[0], expected[0]) || !close(losses[1], expected[1])) {
                throw new IllegalStateException(
                        "%s: loss before and after %d updates is %s in %s, %s in %s; not the same work"
                                .formatted(
                                        workload,
                                        Worker.UPDATES,
                                        Arrays.toString(expected),
                                        forks.get(0).contender().label(),
                                        Arrays.toString(losses),
                                        fork.contender().label()));
            }
        }
    }

    private static boolean close(double loss, double expected) {
        return Math.abs(loss - expected) <= SAME_LOSS * Math.abs(expected);
    }

    private static void warmUp(Fork fork, Plan plan) throws IOException {
        double best = 0;
        for (int run = 1; run <= plan.mostWarmups(); run++) {
            double rate = fork.run(plan.seconds()).rate();
            if (run >= plan.fewestWarmups() && rate < best * (1 + Plan.RISE)) {
                return;
            }
            best = Math.max(best, rate);
        }
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
