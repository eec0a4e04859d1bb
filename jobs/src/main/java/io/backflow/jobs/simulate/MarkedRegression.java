package io.backflow.jobs.simulate;

import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.Window;
import io.backflow.jobs.sync.Sharding;
import io.backflow.jobs.sync.Tally;
import io.backflow.jobs.trainer.BatchTrainer;
import io.backflow.jobs.trainer.Scored;
import io.backflow.model.Gradients;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Linear regression in place of the network, {@code L = w/2 (x·p - y)^2}. The last parameter of each shard takes no part:
 * its gradient is the step's mark, a number of its own in (0, 1], so that what has reached the parameters can be read off
 * them. The recurrent state counts the sequence's trained steps.
 */
final class MarkedRegression implements BatchTrainer {

    private final Scenario scenario;
    private final Witness witness;
    private final int[] weights;
    private final int[] marked;
    private final List<Batch> trained = new ArrayList<>();
    private float[] parameters = {};
    private long version;
    private int batches;

    MarkedRegression(Scenario scenario, Witness witness) {
        this.scenario = scenario;
        this.witness = witness;
        Sharding sharding = new Sharding(Scenario.PARAMETERS, scenario.shards());
        marked = new int[sharding.shards()];
        Arrays.setAll(marked, shard -> sharding.offset(shard + 1) - 1);
        weights = new int[Scenario.PARAMETERS - marked.length];
        for (int parameter = 0, feature = 0; parameter < Scenario.PARAMETERS; parameter++) {
            if (Arrays.binarySearch(marked, parameter) < 0) {
                weights[feature++] = parameter;
            }
        }
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
        this.parameters = parameters;
        this.version = version;
    }

    @Override
    public Tally train(List<SequenceState> sequences, Gradients gradients, Consumer<Scored> scored) {
        int[] numbers = new int[16];
        int count = 0;
        long hash = 0;
        double loss = 0;
        double marks = 0;
        boolean spoilt = false;
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
                loss += descend(step, gradients.values());
                marks += mark(number, scenario.recording().steps());
                spoilt |= scenario.spoilt().hits(number);
            }
        }
        for (int parameter : marked) {
            gradients.values()[parameter] += (float) marks;
        }
        if (spoilt) {
            gradients.values()[0] += scenario.spoilt().gradient();
        }
        gradients.count(loss, count, sequences.size());
        trained.add(new Batch(Arrays.copyOf(numbers, count), marks, count, spoilt));
        batches++;
        return new Tally(count, hash, sequences.size(), 0, loss, 0, count);
    }

    private void carry(SequenceState sequence, Window window) {
        long first = window.steps().get(0).step();
        if (sequence.recurrent[0] != first) {
            witness.violation("a window that begins with step " + first + " of "
                    + window.steps().get(0).sequenceId() + " finds the state of step " + sequence.recurrent[0]);
        }
        sequence.recurrent[0] += window.steps().size();
        sequence.recurrentVersion = version;
    }

    private double descend(Step step, float[] gradient) {
        float[] x = step.features();
        float[] target = step.target();
        float error = target == null ? 0f : -target[0];
        for (int i = 0; i < weights.length; i++) {
            error += x[i] * parameters[weights[i]];
        }
        for (int i = 0; i < weights.length; i++) {
            gradient[weights[i]] += error * x[i];
        }
        return 0.5 * error * error;
    }

    /** What was trained since the last call. */
    List<Batch> takeTrained() {
        List<Batch> taken = List.copyOf(trained);
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
