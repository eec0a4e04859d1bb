package io.backflow.lab.experiment.forecast;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.forecast.ForecastContext;
import io.backflow.jobs.forecast.ForecastScorer;
import io.backflow.jobs.forecast.Forecaster;
import io.backflow.jobs.forecast.LiveState;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.server.ConfiguredServer;
import io.backflow.jobs.protocol.server.ShardServer;
import io.backflow.jobs.protocol.server.ShardServer.SnapshotKind;
import io.backflow.jobs.protocol.server.ShardState;
import io.backflow.jobs.sequence.LabelVerdict;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepLabel;
import io.backflow.jobs.sequence.Verdict;
import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.jobs.window.WindowTrainer;
import io.backflow.jobs.worker.ConfiguredWorker;
import io.backflow.jobs.worker.KeptWindows;
import io.backflow.jobs.worker.KeyGroups;
import io.backflow.jobs.worker.MemoryWindows;
import io.backflow.jobs.worker.SequenceWorker;
import io.backflow.jobs.worker.Turn;
import io.backflow.jobs.worker.WorkerContext;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A job with one worker and one shard in the caller's thread: each step is forecast before anything later is trained,
 * and each window is trained as soon as it is whole, so that a run is the same every time. Not thread-safe.
 */
final class OneWorkerRun implements WorkerContext, ForecastContext, AutoCloseable {

    private final int stateSize;
    private final ShardServer server;
    private final ShardState shard;
    private final WindowTrainer trainer;
    private final SequenceWorker worker;
    private final Forecaster forecaster;
    private final Map<String, SequenceState> sequences = new HashMap<>();
    private final MemoryWindows windows = new MemoryWindows();
    private final Map<String, LiveState> live = new HashMap<>();
    private final ArrayDeque<ShardSnapshot> snapshots = new ArrayDeque<>();

    private Consumer<Forecast> listener = forecast -> {};

    /** @param config of an asynchronous job that forecasts on arrival, with one shard */
    OneWorkerRun(JobConfig config) {
        stateSize = config.model().stateSize();
        ConfiguredServer setup = new ConfiguredServer(config);
        server = setup.server(0);
        shard = setup.fresh(0);
        trainer = ConfiguredWorker.windowTrainer(config);
        worker = new SequenceWorker(config, this, trainer);
        forecaster = Objects.requireNonNull(ConfiguredWorker.forecaster(config, worker.view(), this), "forecast");
        worker.followedBy(forecaster);
        worker.parameters(server.snapshot(shard, 1, SnapshotKind.FIRST));
    }

    /** Forecasts after {@code step}, and trains what it completes. */
    void take(Step step) {
        worker.accept(step);
        forecaster.flush();
        Turn turn = Turn.MORE;
        while (turn != Turn.DONE) {
            turn = worker.advance();
            ShardSnapshot snapshot = snapshots.poll();
            if (snapshot != null) {
                worker.parameters(snapshot);
            } else if (turn == Turn.WAITING) {
                throw new IllegalStateException("the worker waits for a snapshot that the server has not made");
            }
        }
    }

    /** Learns nothing from the windows that are trained from now on. */
    void stopLearning() {
        worker.learning().pause(true);
    }

    /** Passes each forecast from now on to {@code listener}. */
    void listen(Consumer<Forecast> listener) {
        this.listener = listener;
    }

    /** How the forecasts came out. */
    ForecastScorer scorer() {
        return forecaster.scorer();
    }

    @Override
    public void send(Contribution contribution) {
        if (server.accept(shard, contribution)) {
            snapshots.add(server.snapshot(shard, 1, SnapshotKind.UPDATE));
        }
    }

    @Override
    public SequenceState sequence(String id) {
        return sequences.computeIfAbsent(id, none -> new SequenceState(stateSize));
    }

    @Override
    public void keep(String id, SequenceState state) {
        sequences.put(id, state);
    }

    @Override
    public LiveState live(String id) {
        return live.computeIfAbsent(id, none -> new LiveState(stateSize));
    }

    @Override
    public void keepLive(String id, LiveState state) {
        live.put(id, state);
    }

    @Override
    public int index() {
        return 0;
    }

    @Override
    public int workers() {
        return 1;
    }

    @Override
    public KeyGroups keyGroups() {
        return new KeyGroups(1, id -> 0);
    }

    @Override
    public List<String> sequences() {
        return sequences.keySet().stream().sorted().toList();
    }

    @Override
    public KeptWindows windows() {
        return windows;
    }

    @Override
    public void registerTimer(String id, long time) {}

    @Override
    public void deleteTimer(String id, long time) {}

    @Override
    public void forecast(Forecast forecast) {
        listener.accept(forecast);
    }

    @Override
    public void scored(PrequentialPrediction prediction) {}

    @Override
    public void late(Step step, Verdict verdict) {
        throw new IllegalStateException("step " + step.step() + " of " + step.sequenceId() + " is " + verdict);
    }

    /** Gaps that follow a pattern may be what an experiment is about. */
    @Override
    public void lost(StepLabel label, LabelVerdict verdict) {
        throw new IllegalStateException("no label is sent: " + label);
    }

    @Override
    public void warn(String sentence) {}

    @Override
    public long now() {
        return 0;
    }

    @Override
    public void close() {
        forecaster.close();
        trainer.close();
    }
}
