package io.backflow.jobs.trainer;

import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepHash;
import io.backflow.jobs.sequence.Window;
import io.backflow.jobs.sync.Tally;
import io.backflow.jobs.sync.Vectors;
import io.backflow.model.Gradients;
import io.backflow.model.LossSpec;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.Outputs;
import io.backflow.model.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Trains the oldest ready window of several sequences side by side: one pass forward and back, with each sequence's
 * recurrent state carried over and the gradient stopped at the window's start.
 */
final class WindowTrainer implements AutoCloseable {

    private final ModelSpec spec;
    private final FeatureScale scale;
    private final TargetCodec codec;
    private final Baseline baseline;
    private final Network network;
    private final Minibatch batch;
    private final List<Window> windows = new ArrayList<>();
    private long version;

    WindowTrainer(ModelSpec spec, FeatureScale scale, TargetCodec codec, int timeCapacity, int batchCapacity) {
        this.spec = spec;
        this.scale = scale;
        this.codec = codec;
        baseline = new Baseline(spec.head(), codec);
        network = new Network(spec, timeCapacity, batchCapacity);
        batch = new Minibatch(spec, timeCapacity, batchCapacity);
    }

    /** Sequences that go side by side at most. */
    int batchCapacity() {
        return batch.batchCapacity();
    }

    /** Takes over the parameters to train on, known to the world as {@code version}. */
    void load(float[] parameters, long version) {
        network.load(parameters);
        this.version = version;
    }

    /**
     * Trains the oldest window of each of {@code sequences}, takes it out of its queue, and carries the state on.
     *
     * @param gradients receives the summed gradient
     * @param scored receives every step's prediction, made before anything was learnt from it
     * @return what was trained; no update is counted
     */
    Tally train(List<SequenceState> sequences, Gradients gradients, Consumer<Scored> scored) {
        windows.clear();
        int time = 1;
        for (SequenceState sequence : sequences) {
            Window window = sequence.ready.remove();
            windows.add(window);
            time = Math.max(time, window.steps().size());
        }
        batch.reset(time, windows.size());
        for (int b = 0; b < windows.size(); b++) {
            fill(b, windows.get(b), sequences.get(b));
        }
        network.forwardBackward(batch, gradients);
        Tally tally = Tally.ZERO;
        for (int b = 0; b < windows.size(); b++) {
            tally = tally.plus(score(b, windows.get(b), sequences.get(b), scored));
            carry(b, windows.get(b), sequences.get(b));
        }
        return tally;
    }

    private void fill(int b, Window window, SequenceState sequence) {
        batch.lengths()[b] = window.steps().size();
        System.arraycopy(sequence.recurrent, 0, batch.initialState(), b * spec.stateSize(), spec.stateSize());
        int inputs = batch.tokens().length > 0 ? 0 : spec.input().width();
        int targets = spec.head().targetWidth();
        for (int t = 0; t < window.steps().size(); t++) {
            Step step = window.steps().get(t);
            int at = t * batch.batch() + b;
            for (int i = 0; i < inputs; i++) {
                batch.inputs()[at * inputs + i] = scale.normalise(step.features()[i], i);
            }
            if (batch.tokens().length > 0) {
                batch.tokens()[at] = step.token();
            }
            if (step.hasTarget()) {
                codec.encode(step, batch.targets(), at * targets);
                batch.weights()[at] = step.weight();
                if (batch.labels().length > 0) {
                    batch.labels()[at] = step.label();
                }
            }
        }
    }

    private Tally score(int b, Window window, SequenceState sequence, Consumer<Scored> scored) {
        Outputs outputs = network.outputs();
        int width = spec.head().units();
        long id = StepHash.ofSequence(window.steps().get(0).sequenceId());
        long steps = 0;
        long hash = 0;
        double lossSum = 0;
        double baselineSum = 0;
        double weightSum = 0;
        for (int t = 0; t < window.steps().size(); t++) {
            Step step = window.steps().get(t);
            if (step.imputed()) {
                continue;
            }
            steps++;
            hash += StepHash.of(id, step.step());
            int at = t * batch.batch() + b;
            float loss = Float.NaN;
            float baselineLoss = Float.NaN;
            if (step.hasTarget()) {
                loss = outputs.stepLosses()[at];
                baselineLoss = baseline.loss(sequence, step);
                lossSum += (double) step.weight() * loss;
                baselineSum += (double) step.weight() * baselineLoss;
                weightSum += step.weight();
            }
            scored.accept(new Scored(
                    step.sequenceId(),
                    step.step(),
                    step.eventTime(),
                    version,
                    codec.decode(outputs.predictions(), at * width, step),
                    shownTarget(step),
                    step.hasTarget() && baseline.hasGuess() ? baseline.guess(step) : null,
                    loss,
                    baselineLoss,
                    step.weight()));
            if (step.hasTarget()) {
                baseline.observe(sequence, step);
            }
        }
        return new Tally(steps, hash, 1, 0, lossSum, baselineSum, weightSum);
    }

    private float @org.jspecify.annotations.Nullable [] shownTarget(Step step) {
        boolean labelled = spec.head().loss() instanceof LossSpec.CrossEntropy && step.hasTarget();
        return labelled ? new float[] {step.label()} : step.target();
    }

    private void carry(int b, Window window, SequenceState sequence) {
        System.arraycopy(network.outputs().finalState(), b * spec.stateSize(), sequence.recurrent, 0, spec.stateSize());
        sequence.recurrentVersion = version;
        if (window.endsState() || !Vectors.finite(sequence.recurrent)) {
            sequence.clearRecurrent();
        }
    }

    @Override
    public void close() {
        network.close();
    }
}
