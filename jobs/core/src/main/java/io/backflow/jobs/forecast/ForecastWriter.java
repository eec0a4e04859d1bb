package io.backflow.jobs.forecast;

import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.TargetRule;
import io.backflow.jobs.window.PredictionSelection;
import io.backflow.jobs.window.TargetCodec;
import io.backflow.model.head.Interval;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes forecasts, in the units of the stream, of the network's outputs.
 *
 * @param selection which are published, and how many of their outputs
 * @param interval which is written beside the outputs; null: the head has none
 * @param targets which steps after the newest one a forecast speaks of
 */
public record ForecastWriter(
        PredictionSelection selection,
        TargetCodec codec,
        @Nullable Interval interval,
        TargetRule targets) {

    /** Whether the forecast after {@code step} is published. */
    boolean selects(Step step) {
        return selection.selects(step.sequenceId(), step.step());
    }

    /** What the outputs from {@code at} on say after {@code step}. */
    Forecast.Said said(LiveState live, Step step, float[] outputs, int at, long madeAt) {
        if (selection.classes() == 0) {
            return new Forecast.Said(
                    live.version, madeAt, codec.decode(outputs, at, step), null, bounds(live, outputs, at, step));
        }
        int[] classes = selection.highest(outputs, at, codec.head().units());
        float[] scores = new float[classes.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = outputs[at + classes[i]];
        }
        return new Forecast.Said(live.version, madeAt, scores, classes, null);
    }

    private Forecast.@Nullable Bounds bounds(LiveState live, float[] outputs, int at, Step step) {
        if (interval == null) {
            return null;
        }
        float[] lower = new float[codec.head().targetWidth()];
        float[] upper = new float[lower.length];
        for (int i = 0; i < lower.length; i++) {
            lower[i] = Calibration.lower(interval, outputs, at, i, live.widths);
            upper[i] = Calibration.upper(interval, outputs, at, i, live.widths);
        }
        return new Forecast.Bounds(interval.level(), codec.restore(lower, step), codec.restore(upper, step));
    }

    /** The step that a forecast after {@code step} speaks of. */
    Moment about(LiveState live, Step step) {
        int stepsAhead = targets.stepsAhead(0);
        if (stepsAhead == 0) {
            return new Moment(step.step(), step.eventTime());
        }
        long expected = live.stepMillis > 0 ? step.eventTime() + stepsAhead * live.stepMillis : Moment.UNKNOWN;
        return new Moment(step.step() + stepsAhead, expected);
    }

    /** What a forecast of several steps after {@code step} has besides; null where it speaks of one. */
    Forecast.@Nullable Parts parts(Step step, @Nullable Outcome... outcomes) {
        if (targets.parts() == 1) {
            return null;
        }
        long[] about = new long[targets.parts()];
        for (int part = 0; part < about.length; part++) {
            about[part] = step.step() + targets.stepsAhead(part);
        }
        return new Forecast.Parts(
                about, Arrays.stream(outcomes).filter(Objects::nonNull).toArray(Outcome[]::new));
    }

    /** {@code step}, after which a forecast is made, whose scale stays what it is now. */
    Step pinned(Step step) {
        return codec.scale().pinned(step);
    }

    /** A copy of the head's outputs that begin at {@code at}. */
    float[] copy(float[] outputs, int at) {
        return Arrays.copyOfRange(outputs, at, at + codec.head().units());
    }
}
