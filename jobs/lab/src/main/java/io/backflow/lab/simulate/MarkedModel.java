package io.backflow.lab.simulate;

import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.Window;
import io.backflow.jobs.window.BatchTrainer;
import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.jobs.window.Replay;
import io.backflow.model.Gradients;
import io.backflow.model.MinibatchRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A {@link Problem} in place of the network. The last parameter of each shard takes no part in it: its gradient is the
 * step's mark, a number of its own in (0, 1], so that what has reached the parameters can be read off them. The
 * recurrent state counts the sequence's trained steps.
 */
final class MarkedModel implements BatchTrainer {

    private static final int ROWS = 5;

    private final Attempt attempt;
    private final Scenario scenario;
    private final ViolationLog log;
    private final Marks layout;
    private final float[] weights;
    private final float[] slopes;
    private final List<TrainedBatch> trained = new ArrayList<>();
    private final BitSet learnt = new BitSet();
    private final boolean rows;
    private long version;
    private int batches;

    MarkedModel(Attempt attempt, ViolationLog log) {
        this.attempt = attempt;
        this.log = log;
        scenario = attempt.run().scenario();
        layout = new Marks(scenario.shards());
        weights = new float[Scenario.PARAMETERS - scenario.shards()];
        slopes = new float[weights.length];
        rows = new SeededDraws(scenario.seed(), "rows").chance(0.5);
    }

    /** The mark of the step with this number. */
    static double mark(int number, int steps) {
        return (number + 1.0) / steps;
    }

    @Override
    public int batchCapacity() {
        return scenario.config().batch().size();
    }

    @Override
    public void load(float[] parameters, long version) {
        layout.unmarked(parameters, weights);
        this.version = version;
    }

    @Override
    public TrainingTotals train(
            List<SequenceState> sequences, Replay replay, Gradients gradients, Consumer<PrequentialPrediction> scored) {
        int[] numbers = new int[16];
        int count = 0;
        long hash = 0;
        double loss = 0;
        double marks = 0;
        boolean nonFinite = false;
        Arrays.fill(slopes, 0f);
        replay(replay, sequences);
        for (int b = 0; b < sequences.size(); b++) {
            SequenceState sequence = sequences.get(b);
            Window window = sequence.ready.remove();
            List<Step> steps =
                    window.steps().stream().filter(step -> !step.imputed()).toList();
            if (!steps.isEmpty() && replay.offer(b)) {
                replay.keep(b, row(steps));
            }
            carry(sequence, window, steps);
            for (Step step : steps) {
                int number = scenario.recording().number(step);
                if (count == numbers.length) {
                    numbers = Arrays.copyOf(numbers, 2 * count);
                }
                numbers[count++] = number;
                look(step, number);
                hash += scenario.recording().hash(step);
                loss += learn(step);
                marks += mark(number, scenario.recording().steps());
                nonFinite |= scenario.nonFinite().hitsGradient(number);
            }
        }
        layout.add(slopes, (float) marks, gradients.values());
        if (nonFinite) {
            gradients.values()[0] += scenario.nonFinite().gradient();
        }
        gradients.count(loss, count, sequences.size());
        if (scenario.sendsDeltas()) {
            IntStream.of(numbers).limit(count).forEach(learnt::set);
        }
        trained.add(new TrainedBatch(Arrays.copyOf(numbers, count), marks, count, nonFinite));
        batches++;
        return new TrainingTotals(count, hash, sequences.size(), 0, loss, 0, count);
    }

    /** A window that is replayed changes what is learnt; it has no marks and no weight, since it is no new one. */
    private void replay(Replay replay, List<SequenceState> sequences) {
        for (int i = 0; i < replay.size(); i++) {
            MinibatchRow row = replay.window(i);
            for (int t = 0; t < row.steps(); t++) {
                Step step = scenario.recording().step(row.tokens()[t]).step();
                checkReplayed(step, sequences);
                float target = row.targets()[t];
                if (!Float.isNaN(target)) {
                    scenario.problem().learn(input(step), target, weights, slopes);
                }
            }
            replay.trained(i, 1f);
        }
    }

    private void checkReplayed(Step replayed, List<SequenceState> sequences) {
        log.check(
                Check.STATE,
                sequences.stream()
                        .map(sequence -> sequence.ready.element().steps())
                        .anyMatch(fresh ->
                                fresh.get(0).sequenceId().equals(replayed.sequenceId()) && !fresh.contains(replayed)),
                () -> "step " + replayed.step() + " of " + replayed.sequenceId()
                        + " is replayed, and is not an older step of a sequence of the minibatch");
    }

    /** The numbers of the steps, and their targets. */
    private MinibatchRow row(List<Step> steps) {
        int[] numbers = new int[steps.size()];
        float[] targets = new float[numbers.length];
        for (int t = 0; t < numbers.length; t++) {
            float[] target = steps.get(t).target();
            numbers[t] = scenario.recording().number(steps.get(t));
            targets[t] = target == null ? Float.NaN : target[0];
        }
        return new MinibatchRow(new float[0], numbers, targets, new int[0], new float[numbers.length], new float[0]);
    }

    /** @param steps those of the window that are no imputed ones */
    private void carry(SequenceState sequence, Window window, List<Step> steps) {
        if (!steps.isEmpty()) {
            checkState(steps, Math.round(sequence.recurrent[0]));
        }
        sequence.recurrent[0] += steps.size();
        sequence.recurrentVersion = version;
        if (window.endsState()) {
            sequence.clearRecurrent();
        }
    }

    private void checkState(List<Step> steps, int before) {
        StateEnds ends = scenario.recording().ends();
        Step first = steps.get(0);
        log.check(
                Check.STATE,
                ends.allows(scenario.recording().number(first), before),
                () -> "a window that begins with step " + first.step() + " of " + first.sequenceId()
                        + " finds a state of " + before + " steps");
        log.check(
                Check.STATE,
                steps.stream()
                        .skip(1)
                        .noneMatch(step ->
                                ends.certainlyBefore(scenario.recording().number(step))),
                () -> "a window that begins with step " + first.step() + " of " + first.sequenceId()
                        + " goes on over the end of its state");
    }

    /** A step is predicted now: nothing may have learnt from it, and its target is what comes later. */
    private void look(Step step, int number) {
        log.check(
                Check.FUTURE,
                !learnt.get(number) && attempt.merged().count(number) == 0,
                () -> "step " + step.step() + " of " + step.sequenceId()
                        + " is predicted by parameters that have learnt from it");
        float[] target = step.target();
        log.check(
                Check.FUTURE,
                target == null || scenario.isTarget(number, target[0]),
                () -> "step " + step.step() + " of " + step.sequenceId() + " has the target " + Arrays.toString(target)
                        + ", which is not what comes later");
    }

    private double learn(Step step) {
        float[] target = step.target();
        return target == null ? 0 : scenario.problem().learn(input(step), target[0], weights, slopes);
    }

    /** In some seeds a step has only some of the features, so that others' weights stay, as rows of an embedding do. */
    private float[] input(Step step) {
        float[] input = step.features();
        if (rows) {
            input = input.clone();
            int row = Math.floorMod(scenario.recording().number(step), ROWS);
            for (int i = 0; i < input.length; i++) {
                input[i] = i % ROWS == row ? input[i] : 0f;
            }
        }
        return input;
    }

    /** What was trained since the last call. */
    List<TrainedBatch> takeTrained() {
        List<TrainedBatch> taken = List.copyOf(trained);
        trained.clear();
        return taken;
    }

    /** How many batches were trained since the last call. */
    int takeBatches() {
        int taken = batches;
        batches = 0;
        return taken;
    }
}
