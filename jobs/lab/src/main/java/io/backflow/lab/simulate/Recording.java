package io.backflow.lab.simulate;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepHash;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/** What the sources read, and what must become of it: all steps of all sequences, each with a number of its own. */
final class Recording {

    /** Length of a round in event time, in milliseconds. */
    static final long ROUND = 1000;

    /** When it begins, in milliseconds since the epoch. */
    static final long BEGINNING = 1_600_000_000 * ROUND;

    /** Standard deviation of what cannot be learnt. */
    static final double NOISE = 0.1;

    private final ClockPlan clocks;
    private final StateEnds ends;
    private final List<List<RecordedStep>> partitions = new ArrayList<>();

    /** By number. */
    private final List<RecordedStep> steps = new ArrayList<>();

    private final List<Long> hashes = new ArrayList<>();
    private final Map<String, DeviceClock> devices = new HashMap<>();

    /** Of each sequence, by the event time at which an episode begins: the number of its step 0 among all steps. */
    private final Map<String, TreeMap<Long, Integer>> episodes = new HashMap<>();

    Recording(JobConfig config, ClockPlan clocks, int partitions) {
        this.clocks = clocks;
        ends = new StateEnds(config, clocks);
        for (int partition = 0; partition < partitions; partition++) {
            this.partitions.add(new ArrayList<>());
        }
    }

    /** Enters all steps of a sequence, in the order of their turns; its records are still to come. */
    void add(List<RecordedStep> sequence, DeviceClock clock) {
        String id = sequence.get(0).step().sequenceId();
        devices.put(id, clock);
        TreeMap<Long, Integer> begins = new TreeMap<>();
        for (RecordedStep step : sequence) {
            if (step.step().step() == 0) {
                begins.put(begins.isEmpty() ? Long.MIN_VALUE : step.step().eventTime(), step.number());
            }
            steps.add(step);
            hashes.add(StepHash.of(step.step()));
        }
        episodes.put(id, begins);
        ends.add(sequence, clock);
    }

    /** The partitions' records, in the order in which they are read. */
    List<List<RecordedStep>> partitions() {
        return partitions;
    }

    ClockPlan clocks() {
        return clocks;
    }

    StateEnds ends() {
        return ends;
    }

    /** The clock of a sequence's device. */
    DeviceClock clock(String id) {
        DeviceClock clock = devices.get(id);
        if (clock == null) {
            throw new IllegalArgumentException("no sequence " + id);
        }
        return clock;
    }

    /** Different steps. */
    int steps() {
        return steps.size();
    }

    /** Steps with those that come twice. */
    int records() {
        return partitions.stream().mapToInt(List::size).sum();
    }

    RecordedStep step(int number) {
        return steps.get(number);
    }

    /** The number of a step that was taken, among all. */
    int number(Step step) {
        TreeMap<Long, Integer> lasting = episodes.get(step.sequenceId());
        if (lasting == null) {
            throw new IllegalArgumentException("no sequence " + step.sequenceId());
        }
        return lasting.floorEntry(step.eventTime()).getValue() + Math.toIntExact(step.step());
    }

    /** What the stream gives the step with this number as a target. */
    float target(int number) {
        float[] target = step(number).step().target();
        return target == null ? Float.NaN : target[0];
    }

    /** The first feature of the step {@code ahead} steps later in the same episode; NaN where it is never taken. */
    float later(int number, int ahead) {
        if (number + ahead >= steps.size()) {
            return Float.NaN;
        }
        Step step = step(number).step();
        RecordedStep later = step(number + ahead);
        boolean sameEpisode = later.step().sequenceId().equals(step.sequenceId())
                && later.step().step() == step.step() + ahead;
        return sameEpisode && later.taken() ? later.step().features()[0] : Float.NaN;
    }

    /** Whether {@code value} is the first feature of a step {@code ahead} later in any episode of the sequence. */
    boolean isLaterInAnyEpisode(int number, int ahead, float value) {
        Step step = step(number).step();
        return steps.stream()
                .filter(RecordedStep::taken)
                .map(RecordedStep::step)
                .anyMatch(later -> later.sequenceId().equals(step.sequenceId())
                        && later.step() == step.step() + ahead
                        && later.features()[0] == value);
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

    /** Whether the order of the partitions among each other decides nothing: no step is late, no state may end. */
    boolean isDeterministic() {
        return partitions.size() == 1
                || clocks.areRight() && !ends.depend() && partitions.stream().allMatch(this::isInOrder);
    }

    /** Whether no step of a partition is older than the round that the steps before it have opened. */
    private boolean isInOrder(List<RecordedStep> partition) {
        BitSet seen = new BitSet();
        long round = Long.MIN_VALUE;
        for (RecordedStep step : partition) {
            if (step.taken() && !seen.get(step.number())) {
                seen.set(step.number());
                long own = Math.floorDiv(step.step().eventTime(), ROUND);
                if (own < round) {
                    return false;
                }
                round = own;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return partitions.size() + " partitions with " + records() + " records of " + steps() + " steps, " + clocks;
    }
}
