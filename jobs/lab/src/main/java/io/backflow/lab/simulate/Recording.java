package io.backflow.lab.simulate;

import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepHash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * What the sources read: sequences over some partitions, a few steps twice or out of their turn, all of them noisy
 * samples of one {@link Problem}.
 */
final class Recording {

    /** Length of a round in event time, in milliseconds. */
    static final long ROUND = 1000;

    /** Standard deviation of what cannot be learnt. */
    static final double NOISE = 0.1;

    /**
     * One sequence.
     *
     * @param first what its step 0 is numbered by among all steps
     * @param hash its {@link StepHash#ofSequence}
     */
    record Series(int first, int length, long hash) {}

    private final Map<String, Series> series = new HashMap<>();
    private final List<List<Step>> partitions = new ArrayList<>();
    private int steps;
    private int records;

    /**
     * @param sequences how many there are
     * @param longest steps of the longest, but for one in ten
     */
    record Size(int sequences, int longest, int partitions, int rounds) {}

    static Recording draw(SeededDraws draws, Size size, Problem problem) {
        Recording recording = new Recording();
        for (int partition = 0; partition < size.partitions; partition++) {
            recording.partitions.add(new ArrayList<>());
        }
        int filled = draws.chance(0.1) ? 1 : size.partitions; // the others are empty
        for (int sequence = 0; sequence < size.sequences; sequence++) {
            recording.add(draws, "s" + sequence, size, problem, recording.partitions.get(draws.between(0, filled - 1)));
        }
        for (List<Step> partition : recording.partitions) {
            partition.sort((a, b) -> Long.compare(a.eventTime(), b.eventTime()));
            recording.repeat(draws, partition);
            recording.records += partition.size();
        }
        return recording;
    }

    private void add(SeededDraws draws, String id, Size size, Problem problem, List<Step> partition) {
        int length = draws.between(1, draws.chance(0.1) ? 3 * size.longest : size.longest);
        List<Long> times = new ArrayList<>();
        long from = draws.between(0, (int) (size.rounds * ROUND) - 1);
        for (int step = 0; step < length; step++) {
            times.add((long) draws.between((int) from, (int) (size.rounds * ROUND) - 1));
        }
        Collections.sort(times);
        if (length > 1 && draws.chance(0.2)) {
            Collections.swap(times, length - 1, length - 2);
        }
        boolean ends = draws.chance(0.5);
        for (int step = 0; step < length; step++) {
            float[] features = new float[problem.features()];
            for (int i = 0; i < features.length; i++) {
                features[i] = (float) (draws.gaussian() / Math.sqrt(features.length));
            }
            float[] targets = {(float) (problem.truth(features) + NOISE * draws.gaussian())};
            boolean end = ends && step == length - 1;
            partition.add(new Step(id, step, times.get(step), features, Step.NONE, targets, Step.NONE, 1f, end));
        }
        series.put(id, new Series(steps, length, StepHash.ofSequence(id)));
        steps += length;
    }

    /** A step in a hundred comes twice, the second time with the event time of its new place. */
    private void repeat(SeededDraws draws, List<Step> partition) {
        for (int copies = partition.size() / 100; copies > 0; copies--) {
            int from = draws.between(0, partition.size() - 1);
            int to = draws.between(from, partition.size() - 1);
            Step step = partition.get(from);
            partition.add(
                    to + 1,
                    new Step(
                            step.sequenceId(),
                            step.step(),
                            partition.get(to).eventTime(),
                            step.features(),
                            Step.NONE,
                            step.target(),
                            Step.NONE,
                            1f,
                            step.endOfSequence()));
        }
    }

    List<List<Step>> partitions() {
        return partitions;
    }

    /** Different steps. */
    int steps() {
        return steps;
    }

    /** Steps with those that come twice. */
    int records() {
        return records;
    }

    /** The number of a step among all. */
    int number(Step step) {
        return series(step.sequenceId()).first + Math.toIntExact(step.step());
    }

    long hash(Step step) {
        return StepHash.of(series(step.sequenceId()).hash, step.step());
    }

    /** The sum of the hashes of all steps, each as often as {@code times} says of its number. */
    long hashOf(IntUnaryOperator times) {
        long sum = 0;
        for (Series one : series.values()) {
            for (int step = 0; step < one.length; step++) {
                sum += times.applyAsInt(one.first + step) * StepHash.of(one.hash, step);
            }
        }
        return sum;
    }

    private Series series(String id) {
        Series found = series.get(id);
        if (found == null) {
            throw new IllegalArgumentException("no sequence " + id);
        }
        return found;
    }
}
