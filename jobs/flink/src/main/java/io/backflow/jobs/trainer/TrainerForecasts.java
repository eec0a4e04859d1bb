package io.backflow.jobs.trainer;

import io.backflow.jobs.config.ForecastConfig;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.feedback.FeedbackConsumer;
import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.forecast.ForecastContext;
import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.forecast.Forecaster;
import io.backflow.jobs.forecast.LiveState;
import io.backflow.jobs.publish.WorkerReport;
import io.backflow.jobs.window.Baseline;
import io.backflow.jobs.worker.ConfiguredWorker;
import io.backflow.jobs.worker.SequenceWorker;
import io.backflow.jobs.worker.WorkerContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.jspecify.annotations.Nullable;

/**
 * Forecasts on arrival in a trainer: the live states under Flink's keys, the timer of a micro-batch, and the output.
 * Does nothing where the configuration wants no forecasts. Used by the trainer's thread only.
 */
final class TrainerForecasts implements ForecastContext, AutoCloseable {

    private final Kept kept;
    private final int stateSize;
    private final Consumer<Object> currentKey;
    private final ProcessingTimeService clock;
    private final Consumer<Forecast> out;
    private @Nullable Forecaster forecaster;
    private @Nullable ForecastLinger linger;

    /** @param currentKey sets Flink's current key */
    TrainerForecasts(
            Kept kept,
            int stateSize,
            Consumer<Object> currentKey,
            ProcessingTimeService clock,
            Consumer<Forecast> out) {
        this.kept = kept;
        this.stateSize = stateSize;
        this.currentKey = currentKey;
        this.clock = clock;
        this.out = out;
    }

    /**
     * What is kept in Flink's state.
     *
     * @param states one a sequence
     * @param classCounts of the baseline that forecasts are compared with
     */
    record Kept(ValueState<LiveState> states, ClassCounts classCounts) {

        static Kept of(StateInitializationContext context) throws Exception {
            return new Kept(
                    context.getKeyedStateStore()
                            .getState(new ValueStateDescriptor<>("live", new LiveStateSerializer())),
                    new ClassCounts(context.getOperatorStateStore(), "forecast-class-counts"));
        }
    }

    /** Begins to follow {@code worker}, before it restores or accepts anything. */
    void begin(JobConfig config, SequenceWorker worker, WorkerContext place) throws Exception {
        Forecaster made = ConfiguredWorker.forecaster(config, worker.view(), this);
        if (made == null) {
            return;
        }
        forecaster = made;
        linger = new ForecastLinger(clock, ((ForecastConfig.Arrival) config.forecast()).linger(), this::flush);
        Baseline baseline = made.scorer().baseline();
        baseline.resume(kept.classCounts().read(place.index(), place.workers(), baseline.counts().length));
        worker.followedBy(made);
    }

    /** Writes down what is not kept by sequence; {@code index} is the worker's. */
    void snapshot(int index) throws Exception {
        if (forecaster != null) {
            kept.classCounts().write(index, forecaster.scorer().baseline().counts());
        }
    }

    /** Registers the metrics of what makes the forecasts, where something does. */
    void register(MetricGroup operator) {
        if (forecaster != null) {
            TrainerMetrics.register(operator, forecaster);
        }
    }

    /** Waits until there are parameters to forecast with. */
    void awaitParameters(FeedbackConsumer feedback) throws InterruptedException {
        while (forecaster != null && !forecaster.ready()) {
            feedback.await();
        }
    }

    /** Makes the forecasts that are due after input, and sets the time of those that are not. */
    void advance() {
        if (forecaster != null && linger != null) {
            linger.advance(forecaster.waiting(), forecaster.full());
        }
    }

    /** Makes the forecasts of all steps that wait. */
    void flush() {
        if (forecaster != null) {
            forecaster.flush();
        }
    }

    /** Gives how forecasts came out since the last call to {@code into}, if any was scored. */
    void report(Consumer<WorkerReport> into) {
        if (forecaster != null) {
            WorkerReport scored = WorkerReport.of(forecaster.scorer().takeSteps());
            ForecastTotals totals = scored.forecasts();
            if (totals != null && totals.scored() > 0) {
                into.accept(scored);
            }
        }
    }

    @Override
    public LiveState live(String id) {
        currentKey.accept(id);
        try {
            LiveState live = kept.states().value();
            return live == null ? new LiveState(stateSize) : live;
        } catch (IOException e) {
            throw new UncheckedIOException("live state of sequence " + id, e);
        }
    }

    @Override
    public void keepLive(String id, LiveState state) {
        currentKey.accept(id);
        try {
            if (state.isEmpty()) {
                kept.states().clear();
            } else {
                kept.states().update(state);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("live state of sequence " + id, e);
        }
    }

    @Override
    public void forecast(Forecast forecast) {
        out.accept(forecast);
    }

    @Override
    public long now() {
        return clock.getCurrentProcessingTime();
    }

    @Override
    public void close() {
        if (forecaster != null) {
            forecaster.close();
        }
    }
}
