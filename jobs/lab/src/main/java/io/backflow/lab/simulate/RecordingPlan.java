package io.backflow.lab.simulate;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.SequenceConfig;
import io.backflow.jobs.sequence.Step;
import io.backflow.lab.simulate.RecordedStep.Fate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Draws a {@link Recording}: sequences over some partitions, some of several episodes, a few steps twice or out of
 * their turn, some with a wrong clock, all of them noisy samples of one {@link Problem}.
 *
 * @param config the job's, which decides what becomes of a step
 * @param late the random numbers for steps that come too late; null: none does
 */
record RecordingPlan(
        JobConfig config,
        Problem problem,
        EpisodePlan episodes,
        ClockPlan clocks,
        @Nullable SeededDraws late) {

    /**
     * @param sequences how many there are
     * @param longest steps of the longest, but for one in ten
     */
    record Size(int sequences, int longest, int partitions, int rounds) {

        int millis() {
            return Math.toIntExact(rounds * Recording.ROUND);
        }
    }

    /** A sequence before its steps are made: the times of its steps and what follows each of them. */
    private record Outline(String id, List<Long> times, EpisodePlan.Sequel[] sequels, DeviceClock clock) {

        int last() {
            return times.size() - 1;
        }
    }

    Recording draw(SeededDraws draws, Size size) {
        Recording recording = new Recording(config, clocks, size.partitions);
        int filled = draws.chance(0.1) ? 1 : size.partitions; // the others are empty
        for (int sequence = 0; sequence < size.sequences; sequence++) {
            int partition = draws.between(0, filled - 1);
            add(draws, "s" + sequence, size, recording, partition);
        }
        for (List<RecordedStep> partition : recording.partitions()) {
            partition.sort(Comparator.comparingLong(RecordedStep::arrival));
            repeat(draws, recording, partition);
        }
        return recording;
    }

    private void add(SeededDraws draws, String id, Size size, Recording recording, int partition) {
        List<Long> times = times(draws, size);
        int last = times.size() - 1;
        EpisodePlan.Sequel[] sequels =
                episodes.draw(times, millis(config.sequence().timeToLive()));
        DeviceClock clock = clocks.clock(partition, times.size());
        if (clock.isBehind() && config.sequence().timeToLive() != null) {
            Arrays.fill(sequels, EpisodePlan.Sequel.NONE); // forgotten at any watermark, so the order would be open
        }
        boolean one = Arrays.stream(sequels).allMatch(sequel -> sequel == EpisodePlan.Sequel.NONE);
        boolean swapped = last > 0 && draws.chance(0.2) && one && swappable(times, clock);
        if (swapped) {
            Collections.swap(times, last, last - 1);
        }
        sequels[last] = draws.chance(0.5) ? EpisodePlan.Sequel.END : EpisodePlan.Sequel.NONE;
        List<RecordedStep> steps = steps(draws, new Outline(id, times, sequels, clock), recording.steps());
        List<RecordedStep> records = swapped ? new ArrayList<>(steps) : delay(steps, clock);
        recording.add(steps, clock);
        recording.partitions().get(partition).addAll(records);
    }

    /** Of a sequence's steps, in order. */
    private static List<Long> times(SeededDraws draws, Size size) {
        int length = draws.between(1, draws.chance(0.1) ? 3 * size.longest : size.longest);
        List<Long> times = new ArrayList<>();
        int from = draws.between(0, size.millis() - 1);
        for (int step = 0; step < length; step++) {
            times.add(Recording.BEGINNING + draws.between(from, size.millis() - 1));
        }
        Collections.sort(times);
        return times;
    }

    /** Whether the last two steps may change places without one of them being late. */
    private boolean swappable(List<Long> times, DeviceClock clock) {
        long apart = times.get(times.size() - 1) - times.get(Math.max(0, times.size() - 3));
        return clock.isRight() && apart < patience();
    }

    /** How long a step may be on its way and is sure to be in time. */
    private long patience() {
        SequenceConfig sequence = config.sequence();
        return Math.min(millis(sequence.reorder().maxWait()), millis(sequence.timeToLive())) / 3;
    }

    private static long millis(@Nullable Duration duration) {
        return duration == null ? Long.MAX_VALUE : duration.toMillis();
    }

    private List<RecordedStep> steps(SeededDraws draws, Outline outline, int first) {
        List<RecordedStep> steps = new ArrayList<>();
        int number = 0;
        for (int i = 0; i <= outline.last(); i++) {
            boolean end = outline.sequels[i] == EpisodePlan.Sequel.END;
            boolean leaps = outline.clock.leap() == i && number > 0 && !end;
            long arrival = outline.times.get(i);
            long time = outline.clock.says(arrival, leaps);
            Fate fate = time - arrival > config.stream().maxAhead().toMillis() ? Fate.REJECTED : Fate.TAKEN;
            steps.add(new RecordedStep(step(draws, outline.id, number, time, end), first + i, arrival, fate));
            number = outline.sequels[i] == EpisodePlan.Sequel.NONE ? number + 1 : 0;
        }
        return steps;
    }

    private Step step(SeededDraws draws, String id, int number, long time, boolean end) {
        float[] features = new float[problem.features()];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) (draws.gaussian() / Math.sqrt(features.length));
        }
        float[] target = {(float) (problem.truth(features) + Recording.NOISE * draws.gaussian())};
        return new Step(id, number, time, features, Step.NONE, target, Step.NONE, 1f, end);
    }

    /** The records of {@code steps}; one step may come only when its place has been given up. */
    private List<RecordedStep> delay(List<RecordedStep> steps, DeviceClock clock) {
        List<RecordedStep> records = new ArrayList<>(steps);
        SeededDraws random = late;
        if (random == null || !clock.isRight() || !random.chance(0.3)) {
            return records;
        }
        int delayed = random.between(0, steps.size() - 1);
        int after = delayed + config.sequence().reorder().maxSteps() + 1;
        if (after < steps.size() && isOneEpisode(steps.subList(delayed, after + 1))) {
            RecordedStep step = steps.get(delayed);
            RecordedStep late = new RecordedStep(
                    step.step(), step.number(), steps.get(after).arrival(), Fate.LATE);
            steps.set(delayed, late);
            records.remove(delayed);
            records.add(late); // after those of its moment
        }
        return records;
    }

    /** Whether {@code steps} go on within one episode, and quickly; the first of an episode is not among them. */
    private boolean isOneEpisode(List<RecordedStep> steps) {
        RecordedStep first = steps.get(0);
        RecordedStep last = steps.get(steps.size() - 1);
        return first.step().step() > 0
                && last.step().step() == first.step().step() + steps.size() - 1
                && last.arrival() - first.arrival() < patience();
    }

    /** A step in a hundred comes again at any later place, as long as its sequence is certainly remembered. */
    private void repeat(SeededDraws draws, Recording recording, List<RecordedStep> partition) {
        for (int copies = partition.size() / 100; copies > 0; copies--) {
            int from = draws.between(0, partition.size() - 1);
            int to = draws.between(from, partition.size() - 1);
            RecordedStep again = partition.get(from);
            long arrival = partition.get(to).arrival();
            boolean remembered = again.fate() != Fate.REJECTED
                    && !recording.clock(again.step().sequenceId()).isBehind()
                    && arrival - again.arrival() < millis(config.sequence().timeToLive()) / 3;
            if (remembered) {
                partition.add(to + 1, new RecordedStep(again.step(), again.number(), arrival, again.fate()));
            }
        }
    }
}
