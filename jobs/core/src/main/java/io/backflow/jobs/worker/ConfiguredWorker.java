package io.backflow.jobs.worker;

import io.backflow.jobs.config.ForecastConfig;
import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.OrderConfig;
import io.backflow.jobs.config.PredictionsConfig;
import io.backflow.jobs.config.ReorderConfig;
import io.backflow.jobs.config.SyncConfig;
import io.backflow.jobs.config.TargetConfig;
import io.backflow.jobs.forecast.ForecastContext;
import io.backflow.jobs.forecast.ForecastParts;
import io.backflow.jobs.forecast.ForecastScorer;
import io.backflow.jobs.forecast.ForecastWriter;
import io.backflow.jobs.forecast.Forecaster;
import io.backflow.jobs.forecast.LiveStepper;
import io.backflow.jobs.protocol.Rounds;
import io.backflow.jobs.protocol.Sharding;
import io.backflow.jobs.protocol.worker.ParameterView;
import io.backflow.jobs.sequence.FeatureRule;
import io.backflow.jobs.sequence.GapPolicy;
import io.backflow.jobs.sequence.LabelRule;
import io.backflow.jobs.sequence.LabelledOrder;
import io.backflow.jobs.sequence.LifetimeRule;
import io.backflow.jobs.sequence.ReorderRule;
import io.backflow.jobs.sequence.SequenceListener;
import io.backflow.jobs.sequence.Sequencer;
import io.backflow.jobs.sequence.StepOrder;
import io.backflow.jobs.sequence.TargetRule;
import io.backflow.jobs.sequence.TimeOrder;
import io.backflow.jobs.sequence.TimeRule;
import io.backflow.jobs.sequence.WindowRule;
import io.backflow.jobs.window.BatchTrainer;
import io.backflow.jobs.window.PredictionSelection;
import io.backflow.jobs.window.TargetCodec;
import io.backflow.jobs.window.WindowTrainer;
import io.backflow.model.ParameterLayout;
import io.backflow.model.head.Interval;
import io.backflow.model.kernel.BlasKernel;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a worker's parts from the configuration. */
public final class ConfiguredWorker {

    private ConfiguredWorker() {}

    static StepOrder order(JobConfig config, SequenceListener listener) {
        boolean aligned = config.horizon().resetEvery() > 0;
        return order(
                config,
                new WindowRule(config.horizon().every(), targetRule(config), features(config), aligned),
                listener);
    }

    /** One that keeps no steps for windows, since nothing is trained. */
    static StepOrder scoringOrder(JobConfig config, SequenceListener listener) {
        return order(config, new WindowRule(1, TargetRule.GIVEN, features(config)), listener);
    }

    private static StepOrder order(JobConfig config, WindowRule windows, SequenceListener listener) {
        ReorderConfig reorder = config.sequence().reorder();
        LifetimeRule lifetime = new LifetimeRule(
                millis(config.sequence().sessionGap()), millis(config.sequence().timeToLive()));
        LabelRule labels = labels(config);
        if (config.stream().order() instanceof OrderConfig.Time time) {
            TimeRule rule = new TimeRule(time.lateness().toMillis(), reorder.maxSteps());
            return labels == null
                    ? new TimeOrder(windows, rule, lifetime, listener)
                    : LabelledOrder.of(windows, rule, lifetime, labels, listener);
        }
        ReorderRule rule = new ReorderRule(reorder.maxSteps(), reorder.maxWait().toMillis(), gapPolicy(config));
        return labels == null
                ? new Sequencer(windows, rule, lifetime, listener)
                : LabelledOrder.of(windows, rule, lifetime, labels, listener);
    }

    /** A label waits for its step as long as a step for its label, and as long as a step may wait for its turn. */
    private static @Nullable LabelRule labels(JobConfig config) {
        if (!(config.target() instanceof TargetConfig.Delayed delayed)) {
            return null;
        }
        long wait = delayed.maxWait().toMillis();
        long turn = config.stream().order() instanceof OrderConfig.Time time
                ? time.lateness().toMillis()
                : config.sequence().reorder().maxWait().toMillis();
        return new LabelRule(wait, wait + turn, delayed.maxSteps());
    }

    static GapPolicy gapPolicy(JobConfig config) {
        return GapPolicy.valueOf(config.sequence().reorder().gap().name());
    }

    /** Throws {@link io.backflow.jobs.config.ConfigException} where products are not computed as configured. */
    public static WindowTrainer windowTrainer(JobConfig config) {
        config.job().checkBlasKernel(BlasKernel::name);
        WindowTrainer trainer = new WindowTrainer(
                parts(config).rows(),
                config.horizon(),
                config.batch().size(),
                config.batch().replayed(),
                config.forecast() instanceof ForecastConfig.Training ? selection(config) : PredictionSelection.NONE);
        trainer.dropoutSeed(config.job().seed());
        trainer.windowNorm(config.optimizer().windowNorm());
        return trainer;
    }

    /**
     * What forecasts on arrival, with the parameters in {@code view}; null where the configuration wants none.
     *
     * @param context where it runs
     */
    public static @Nullable Forecaster forecaster(JobConfig config, ParameterView view, ForecastContext context) {
        return config.forecast() instanceof ForecastConfig.Arrival arrival
                ? forecaster(config, arrival, view, context)
                : null;
    }

    /** One worker's copy of a model that comes whole. */
    public static ParameterView scoringView(JobConfig config) {
        return new ParameterView(new Sharding(ParameterLayout.of(config.model()).size(), 1), 0);
    }

    /**
     * What forecasts in a job that does not learn.
     *
     * @param config see {@link JobConfig#forScoring}
     * @param view the newest parameters
     * @param context where it runs
     */
    public static Forecaster scoringForecaster(JobConfig config, ParameterView view, ForecastContext context) {
        if (!(config.forecast() instanceof ForecastConfig.Arrival arrival)) {
            throw new IllegalArgumentException("a scoring job forecasts on arrival; see JobConfig.forScoring");
        }
        return forecaster(config, arrival, view, context);
    }

    private static Forecaster forecaster(
            JobConfig config, ForecastConfig.Arrival arrival, ParameterView view, ForecastContext context) {
        ForecastParts parts = parts(config);
        int[] ahead = fedBack(arrival);
        ForecastParts said = ahead.length == 0 ? parts : parts.fedBack(ahead);
        Interval interval = Interval.of(said.spec().head(), arrival.interval());
        ForecastScorer scorer = scorer(config, said, interval);
        if (arrival.calibrate()) {
            scorer.calibrate();
        }
        LiveStepper stepper = new LiveStepper(
                parts.rows(), arrival.batch(), arrival.onUpdate().steps(), ahead);
        stepper.resetEvery(config.horizon().resetEvery());
        return new Forecaster(
                stepper,
                scorer,
                new ForecastWriter(selection(config), said.codec(), interval, said.targets()),
                view,
                context);
    }

    private static ForecastScorer scorer(JobConfig config, ForecastParts said, @Nullable Interval interval) {
        boolean labelled = config.target() instanceof TargetConfig.Delayed;
        return new ForecastScorer(said.spec(), said.targets(), said.codec(), interval, labelled);
    }

    private static int[] fedBack(ForecastConfig.Arrival arrival) {
        List<Integer> steps = arrival.fedBack();
        return steps == null
                ? new int[0]
                : steps.stream().mapToInt(Integer::intValue).toArray();
    }

    private static TargetCodec codec(JobConfig config) {
        return parts(config).codec();
    }

    private static PredictionSelection selection(JobConfig config) {
        PredictionsConfig written = config.predictions();
        return new PredictionSelection(
                written.publish().share(),
                written.classes(config.model()),
                written.record() == PredictionsConfig.Content.STEP);
    }

    static TrainingLoop loop(JobConfig config, WorkerContext worker, BatchTrainer trainer, LearningControl control) {
        int parameters = ParameterLayout.of(config.model()).size();
        Sharding sharding = new Sharding(parameters, config.server().shards());
        boolean delta = config.sync().send() == SyncConfig.Send.DELTA;
        Learning learning = learning(config);
        ParameterView view = new ParameterView(sharding, delta ? learning.rule().slotsPerParameter() : 0);
        if (config.sync() instanceof SyncConfig.Synchronous synchronous) {
            RoundRule rule = new RoundRule(
                    new Rounds(synchronous.round().toMillis()), synchronous.staleness(), lanes(synchronous, worker));
            RoundLearner learner = delta
                    ? new RoundDelta(learning, parameters, worker.workers(), control)
                    : new RoundGradient(learning.reduction(), parameters, control);
            return new SynchronousLoop(worker, trainer, learner, view, rule);
        }
        SyncConfig.Asynchronous asynchronous = (SyncConfig.Asynchronous) config.sync();
        return new AsynchronousLoop(
                worker,
                trainer,
                learner(asynchronous, worker, learning, view, control),
                view,
                config.batch().linger().toMillis());
    }

    private static Lanes lanes(SyncConfig.Synchronous sync, WorkerContext worker) {
        return sync.reproducible()
                ? new Lanes(sync.lanes(), worker.workers(), worker.index(), worker.keyGroups())
                : Lanes.one();
    }

    private static AsynchronousLearner learner(
            SyncConfig.Asynchronous sync,
            WorkerContext worker,
            Learning learning,
            ParameterView view,
            LearningControl control) {
        if (sync.send() == SyncConfig.Send.GRADIENT) {
            return new AsynchronousGradient(worker, learning, view, sync.staleness(), control);
        }
        AsynchronousDelta.Pace pace =
                new AsynchronousDelta.Pace(sync.staleness(), sync.messageEvery(), sync.localUpdatesAtMost());
        return new AsynchronousDelta(worker, learning, view, pace, control);
    }

    static Learning learning(JobConfig config) {
        return new Learning(
                config.optimizer().rule(),
                config.optimizer().schedule(),
                config.clipNorm(),
                config.optimizer().reduction(),
                ParameterLayout.of(config.model()).statistics());
    }

    private static TargetRule targetRule(JobConfig config) {
        return parts(config).targets();
    }

    private static FeatureRule features(JobConfig config) {
        return parts(config).features();
    }

    private static ForecastParts parts(JobConfig config) {
        return ForecastParts.of(ForecastSpec.of(config));
    }

    private static long millis(@Nullable Duration duration) {
        return duration == null ? LifetimeRule.NEVER : duration.toMillis();
    }
}
