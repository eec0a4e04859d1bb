package io.backflow.jobs.window;

import io.backflow.jobs.config.HorizonConfig;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.sequence.FeatureAccumulator;
import io.backflow.jobs.sequence.FeatureSums;
import io.backflow.jobs.sequence.JobScale;
import io.backflow.jobs.sequence.MovingScale;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepHash;
import io.backflow.jobs.sequence.Window;
import io.backflow.model.Gradients;
import io.backflow.model.LossSpec;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.Outputs;
import io.backflow.model.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Trains the oldest ready window of several sequences side by side; the {@link Horizon} decides which steps get credit.
 */
public final class WindowTrainer implements BatchTrainer, AutoCloseable {

    private final ModelSpec spec;
    private final TargetCodec codec;
    private final JobScale scale;
    private final @Nullable FeatureAccumulator features;
    private final Baseline baseline;
    private final PredictionSelection selection;
    private final Network network;
    private final Minibatch batch;
    private final Horizon horizon;
    private final Outliers outliers = new Outliers();
    private final int batchCapacity;
    private final List<Window> windows = new ArrayList<>();
    private LossListener losses = LossListener.NONE;
    private long version;
    private long stateAge;
    private long cuts;
    private long lossesRefused;
    private TrainingTotals trained = TrainingTotals.ZERO;

    /**
     * @param rows how steps become rows of a minibatch
     * @param batchCapacity sequences side by side at most
     * @param replayed past windows beside the new one of each sequence at most
     * @param selection the predictions that are published
     */
    public WindowTrainer(
            BatchRow rows, HorizonConfig horizon, int batchCapacity, int replayed, PredictionSelection selection) {
        this.selection = selection;
        this.batchCapacity = batchCapacity;
        int capacity = Math.multiplyExact(batchCapacity, 1 + replayed);
        spec = rows.spec();
        codec = rows.codec();
        scale = rows.scale();
        features = scale instanceof MovingScale moving ? new FeatureAccumulator(moving.statistics()) : null;
        baseline = new Baseline(spec.head(), codec);
        network = new Network(spec, Horizon.reach(horizon), capacity);
        batch = new Minibatch(spec, Horizon.reach(horizon), capacity);
        this.horizon = Horizon.of(horizon, new Horizon.Engine(network, batch, rows, outliers));
    }

    /** Decides what dropout drops. */
    public void dropoutSeed(long seed) {
        network.dropoutSeed(seed);
    }

    /** Sets the norm of a window's gradient, for each step, beyond which it counts the less the larger it is. */
    public void windowNorm(double norm) {
        network.guard().limit(norm);
    }

    /** Windows and states that were kept from distorting what others learn. */
    public Outliers outliers() {
        return outliers;
    }

    @Override
    public int batchCapacity() {
        return batchCapacity;
    }

    @Override
    public void load(float[] parameters, long version) {
        network.load(parameters);
        scale.load(parameters);
        if (features != null) {
            features.load(parameters);
        }
        if (horizon instanceof OnlineHorizon online) {
            online.load(parameters);
        }
        this.version = version;
    }

    @Override
    public void listen(LossListener listener) {
        losses = listener;
    }

    @Override
    public FeatureSums takeFeatures() {
        return features == null ? FeatureSums.NONE : features.take();
    }

    /** How many versions older than the parameters the oldest state was that the last batch started from. */
    public long stateAge() {
        return stateAge;
    }

    /** How often credit was cut because a sequence outgrew the horizon's bound. */
    public long cuts() {
        return cuts;
    }

    /** Losses that were left out of the sums because they had overflowed. */
    public long lossesRefused() {
        return lossesRefused;
    }

    /** What was trained since the worker started. */
    public TrainingTotals trained() {
        return trained;
    }

    public Baseline baseline() {
        return baseline;
    }

    @Override
    public TrainingTotals train(
            List<SequenceState> sequences, Replay replay, Gradients gradients, Consumer<PrequentialPrediction> scored) {
        horizon.replay(replay);
        windows.clear();
        stateAge = 0;
        for (SequenceState sequence : sequences) {
            Window window = sequence.ready.remove();
            windows.add(window);
            if (features != null) {
                features.add(window.steps());
            }
            if (sequence.recurrentVersion >= 0) {
                stateAge = Math.max(stateAge, version - sequence.recurrentVersion);
            }
        }
        TrainingTotals[] totals = {TrainingTotals.ZERO};
        Horizon.Learnt learnt = horizon.train(windows, sequences, version, gradients, (b, from) -> {
            totals[0] = totals[0].plus(score(b, from, windows.get(b), sequences.get(b), scored));
        });
        cuts += learnt.cut();
        for (List<Step> steps : learnt.windows()) {
            totals[0] = totals[0].plus(count(steps));
        }
        trained = trained.plus(totals[0]);
        return totals[0];
    }

    private static TrainingTotals count(List<Step> steps) {
        long count = 0;
        long hash = 0;
        long sequence = steps.isEmpty() ? 0 : StepHash.ofSequence(steps.get(0).sequenceId());
        for (Step step : steps) {
            if (!step.imputed()) {
                count++;
                hash += StepHash.of(sequence, step.step(), step.eventTime());
            }
        }
        return new TrainingTotals(count, hash, 1, 0, 0, 0, 0);
    }

    private TrainingTotals score(
            int b, int from, Window window, SequenceState sequence, Consumer<PrequentialPrediction> scored) {
        Outputs outputs = network.outputs();
        int width = spec.head().units();
        PrequentialLosses sums = new PrequentialLosses();
        for (int t = 0; t < window.steps().size(); t++) {
            Step step = window.steps().get(t);
            if (step.imputed()) {
                continue;
            }
            int at = (from + t) * batch.batch() + b;
            float loss = Float.NaN;
            float baselineLoss = Float.NaN;
            boolean compared = codec.comparable(step);
            if (compared) {
                loss = outputs.stepLosses()[at];
                baselineLoss = baseline.loss(sequence, step);
                sums.add(step.weight(), loss, baselineLoss);
            }
            if (selection.selects(step.sequenceId(), step.step())) {
                scored.accept(prediction(step, outputs.predictions(), at * width, loss, baselineLoss));
            }
            if (compared) {
                baseline.observe(sequence, step);
            }
        }
        lossesRefused += sums.refused();
        TrainingTotals totals = sums.totals();
        if (totals.weightSum() != 0) {
            losses.trained(window.steps().get(0).sequenceId(), totals.lossSum(), totals.weightSum());
        }
        return totals;
    }

    private PrequentialPrediction prediction(Step step, float[] outputs, int at, float loss, float baselineLoss) {
        int[] classes = selection.classes() > 0
                ? selection.highest(outputs, at, spec.head().units())
                : null;
        return new PrequentialPrediction(
                step.sequenceId(),
                step.step(),
                step.eventTime(),
                version,
                classes == null ? codec.decode(outputs, at, step) : scores(outputs, at, classes),
                classes,
                selection.compared() ? shownTarget(step) : null,
                selection.compared() && codec.comparable(step) && baseline.hasGuess() ? baseline.guess(step) : null,
                loss,
                baselineLoss,
                step.weight());
    }

    private static float[] scores(float[] outputs, int at, int... classes) {
        float[] scores = new float[classes.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = outputs[at + classes[i]];
        }
        return scores;
    }

    private float @Nullable [] shownTarget(Step step) {
        boolean labelled = spec.head().loss() instanceof LossSpec.CrossEntropy && step.hasTarget();
        return labelled ? new float[] {step.label()} : step.target();
    }

    @Override
    public void close() {
        if (horizon instanceof OnlineHorizon online) {
            online.close();
        }
        network.close();
    }
}
