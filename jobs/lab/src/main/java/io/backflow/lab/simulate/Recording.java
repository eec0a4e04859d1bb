package io.backflow.lab.simulate;

import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/**
 * What the sources read: sequences over some partitions, some of several episodes, a few steps twice or out of their
 * turn, all of them noisy samples of one {@link Problem}.
 */
final class Recording {

    /** Length of a round in event time, in milliseconds. */
    static final long ROUND = 1000;

    /** Standard deviation of what cannot be learnt. */
    static final double NOISE = 0.1;

    /** Of each sequence, by the event time at which an episode begins: the number of its step 0 among all steps. */
    private final Map<String, TreeMap<Long, Integer>> episodes = new HashMap<>();

    /** Of each step, by its number among all steps. */
    private final List<Long> hashes = new ArrayList<>();

    private final List<List<Step>> partitions = new ArrayList<>();
    private final Problem problem;
    private final EpisodePlan plan;
    private int records;

    private Recording(Problem problem, EpisodePlan plan) {
        this.problem = problem;
        this.plan = plan;
    }

    /**
     * @param sequences how many there are
     * @param longest steps of the longest, but for one in ten
     */
    record Size(int sequences, int longest, int partitions, int rounds) {}

    static Recording draw(SeededDraws draws, Size size, Problem problem, EpisodePlan plan) {
        Recording recording = new Recording(problem, plan);
        for (int partition = 0; partition < size.partitions; partition++) {
            recording.partitions.add(new ArrayList<>());
        }
        int filled = draws.chance(0.1) ? 1 : size.partitions; // the others are empty
        for (int sequence = 0; sequence < size.sequences; sequence++) {
            recording.add(draws, "s" + sequence, size, recording.partitions.get(draws.between(0, filled - 1)));
        }
        for (List<Step> partition : recording.partitions) {
            partition.sort((a, b) -> Long.compare(a.eventTime(), b.eventTime()));
            recording.repeat(draws, partition);
            recording.records += partition.size();
        }
        return recording;
    }

    private void add(SeededDraws draws, String id, Size size, List<Step> partition) {
        List<Long> times = times(draws, size);
        int last = times.size() - 1;
        EpisodePlan.Sequel[] sequels = plan.draw(times);
        boolean one = Arrays.stream(sequels).allMatch(sequel -> sequel == EpisodePlan.Sequel.NONE);
        if (last > 0 && draws.chance(0.2) && one) {
            Collections.swap(times, last, last - 1);
        }
        sequels[last] = draws.chance(0.5) ? EpisodePlan.Sequel.END : EpisodePlan.Sequel.NONE;
        int number = 0;
        for (int i = 0; i <= last; i++) {
            if (number == 0) {
                begin(id, i == 0 ? Long.MIN_VALUE : times.get(i));
            }
            add(step(draws, id, number, times.get(i), sequels[i] == EpisodePlan.Sequel.END), partition);
            number = sequels[i] == EpisodePlan.Sequel.NONE ? number + 1 : 0;
        }
    }

    /** Of a sequence's steps, in order. */
    private static List<Long> times(SeededDraws draws, Size size) {
        int length = draws.between(1, draws.chance(0.1) ? 3 * size.longest : size.longest);
        List<Long> times = new ArrayList<>();
        long from = draws.between(0, (int) (size.rounds * ROUND) - 1);
        for (int step = 0; step < length; step++) {
            times.add((long) draws.between((int) from, (int) (size.rounds * ROUND) - 1));
        }
        Collections.sort(times);
        return times;
    }

    private Step step(SeededDraws draws, String id, int number, long time, boolean end) {
        float[] features = new float[problem.features()];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) (draws.gaussian() / Math.sqrt(features.length));
        }
        float[] target = {(float) (problem.truth(features) + NOISE * draws.gaussian())};
        return new Step(id, number, time, features, Step.NONE, target, Step.NONE, 1f, end);
    }

    private void begin(String id, long from) {
        episodes.computeIfAbsent(id, i -> new TreeMap<>()).put(from, hashes.size());
    }

    private void add(Step step, List<Step> partition) {
        hashes.add(StepHash.of(step));
        partition.add(step);
    }

    /** A step in a hundred comes again at any later place. */
    private void repeat(SeededDraws draws, List<Step> partition) {
        for (int copies = partition.size() / 100; copies > 0; copies--) {
            int from = draws.between(0, partition.size() - 1);
            int to = draws.between(from, partition.size() - 1);
            partition.add(to + 1, partition.get(from));
        }
    }

    List<List<Step>> partitions() {
        return partitions;
    }

    /** Different steps. */
    int steps() {
        return hashes.size();
    }

    /** Steps with those that come twice. */
    int records() {
        return records;
    }

    /** The number of a step among all. */
    int number(Step step) {
        TreeMap<Long, Integer> lasting = episodes.get(step.sequenceId());
        if (lasting == null) {
            throw new IllegalArgumentException("no sequence " + step.sequenceId());
        }
        return lasting.floorEntry(step.eventTime()).getValue() + Math.toIntExact(step.step());
    }

    long hash(Step step) {
        return hashes.get(number(step));
    }

    /** The sum of the hashes of all steps, each as often as {@code times} says of its number. */
    long hashOf(IntUnaryOperator times) {
        long sum = 0;
        for (int step = 0; step < hashes.size(); step++) {
            sum += times.applyAsInt(step) * hashes.get(step);
        }
        return sum;
    }
}
