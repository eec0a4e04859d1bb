package io.backflow.lab.simulate;

import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.Window;
import io.backflow.jobs.window.BatchTrainer;
import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.model.Gradients;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * A {@link Problem} in place of the network. The last parameter of each shard takes no part in it: its gradient is the
 * step's mark, a number of its own in (0, 1], so that what has reached the parameters can be read off them. The
 * recurrent state counts the sequence's trained steps.
 */
final class MarkedModel implements BatchTrainer {

    private final Scenario scenario;
    private final ViolationLog log;
    private final Marks layout;
    private final float[] weights;
    private final float[] slopes;
    private final List<TrainedBatch> trained = new ArrayList<>();
    private long version;
    private int batches;

    MarkedModel(Scenario scenario, ViolationLog log) {
        this.scenario = scenario;
        this.log = log;
        layout = new Marks(scenario.shards());
        weights = new float[Scenario.PARAMETERS - scenario.shards()];
        slopes = new float[weights.length];
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
            List<SequenceState> sequences, Gradients gradients, Consumer<PrequentialPrediction> scored) {
        int[] numbers = new int[16];
        int count = 0;
        long hash = 0;
        double loss = 0;
        double marks = 0;
        boolean nonFinite = false;
        Arrays.fill(slopes, 0f);
        for (SequenceState sequence : sequences) {
            Window window = sequence.ready.remove();
            carry(sequence, window);
            for (Step step : window.steps()) {
                int number = scenario.recording().number(step);
                if (count == numbers.length) {
                    numbers = Arrays.copyOf(numbers, 2 * count);
                }
                numbers[count++] = number;
                hash += scenario.recording().hash(step);
                loss += learn(step);
                marks += mark(number, scenario.recording().steps());
                nonFinite |= scenario.nonFinite().hits(number);
            }
        }
        layout.add(slopes, (float) marks, gradients.values());
        if (nonFinite) {
            gradients.values()[0] += scenario.nonFinite().gradient();
        }
        gradients.count(loss, count, sequences.size());
        trained.add(new TrainedBatch(Arrays.copyOf(numbers, count), marks, count, nonFinite));
        batches++;
        return new TrainingTotals(count, hash, sequences.size(), 0, loss, 0, count);
    }

    private void carry(SequenceState sequence, Window window) {
        long first = window.steps().get(0).step();
        if (sequence.recurrent[0] != first) {
            log.violation("a window that begins with step " + first + " of "
                    + window.steps().get(0).sequenceId() + " finds the state of step " + sequence.recurrent[0]);
        }
        sequence.recurrent[0] += window.steps().size();
        sequence.recurrentVersion = version;
        if (window.endsState()) {
            sequence.clearRecurrent();
        }
    }

    private double learn(Step step) {
        float[] target = step.target();
        return target == null ? 0 : scenario.problem().learn(step.features(), target[0], weights, slopes);
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
