package io.backflow.dashboard.read;

import io.backflow.dashboard.view.SequenceRecord;
import io.backflow.dashboard.view.StepRow;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.TargetConfig;
import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.forecast.Moment;
import io.backflow.jobs.forecast.Outcome;
import io.backflow.jobs.kafka.ForecastDecoder;
import io.backflow.jobs.kafka.PredictionDecoder;
import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.schema.wire.WireException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Records of the topic {@code predictions} as rows of steps. Not thread-safe. */
final class PredictionRows {

    private final PointForecast point;

    /** How many steps after the newest one the target is of a prediction made when its window was trained. */
    private final int ahead;

    private final ForecastDecoder forecasts = new ForecastDecoder();
    private final PredictionDecoder predictions = new PredictionDecoder();
    private boolean onArrival;

    PredictionRows(JobConfig config, boolean onArrival) {
        point = new PointForecast(config);
        ahead = config.target() instanceof TargetConfig.Next next
                ? next.horizon().get(0)
                : 0;
        this.onArrival = onArrival;
    }

    /** What a record says; a topic may have forecasts and predictions of training, of two jobs. */
    SequenceRecord of(byte[] value) throws WireException {
        Optional<SequenceRecord> first = as(onArrival, value);
        if (first.isPresent()) {
            return first.get();
        }
        onArrival = !onArrival;
        return as(onArrival, value).orElseThrow();
    }

    private Optional<SequenceRecord> as(boolean forecast, byte[] value) throws WireException {
        return forecast
                ? forecasts.decode(value).map(this::rows)
                : Optional.of(predictions.decode(value))
                        .filter(steps -> !steps.isEmpty())
                        .map(this::rows);
    }

    private SequenceRecord rows(Forecast forecast) {
        List<StepRow> rows = new ArrayList<>();
        StepRow taken = new StepRow(forecast.after().step());
        taken.time = forecast.after().eventTime();
        Outcome outcome = forecast.outcome();
        if (outcome != null) {
            taken.truth = shown(outcome.target());
            taken.baseline = shown(outcome.baseline());
        }
        rows.add(taken);
        Forecast.Parts parts = forecast.parts();
        long[] steps = parts == null ? new long[] {forecast.about().step()} : parts.targetSteps();
        for (int part = 0; part < steps.length; part++) {
            rows.add(about(steps[part], part, forecast));
        }
        return new SequenceRecord(
                forecast.sequenceId(), forecast.after().step(), forecast.after().eventTime(), rows);
    }

    private StepRow about(long step, int part, Forecast forecast) {
        Forecast.Said said = forecast.said();
        StepRow row = new StepRow(step);
        row.time = part == 0 && forecast.about().eventTime() != Moment.UNKNOWN
                ? Long.valueOf(forecast.about().eventTime())
                : null;
        row.version = said.version();
        row.forecast = point.of(said.values(), said.classes(), part);
        Forecast.Bounds bounds = said.bounds();
        if (bounds != null) {
            row.lower = point.part(bounds.lower(), part);
            row.upper = point.part(bounds.upper(), part);
        }
        return row;
    }

    private SequenceRecord rows(List<PrequentialPrediction> steps) {
        PrequentialPrediction first = steps.get(0);
        return new SequenceRecord(
                first.sequenceId(),
                first.step(),
                first.eventTime(),
                steps.stream().map(this::row).toList());
    }

    private StepRow row(PrequentialPrediction prediction) {
        StepRow row = new StepRow(prediction.step() + ahead);
        row.time = ahead == 0 ? prediction.eventTime() : null;
        row.version = prediction.version();
        row.forecast = point.of(prediction.prediction(), prediction.classes(), 0);
        row.truth = shown(prediction.target());
        row.baseline = shown(prediction.baseline());
        return row;
    }

    /** The first part of what came true; it has one number for each target, or the class. */
    private float @Nullable [] shown(float @Nullable [] whole) {
        return whole == null ? null : point.part(whole, 0);
    }
}
