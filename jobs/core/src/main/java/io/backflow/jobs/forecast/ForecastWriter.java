package io.backflow.jobs.forecast;

import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.window.PredictionSelection;
import io.backflow.jobs.window.TargetCodec;
import java.util.Arrays;

/**
 * Makes forecasts, in the units of the stream, of the network's outputs.
 *
 * @param selection which are published, and how many of their outputs
 * @param stepsAhead how many steps after the newest one a forecast speaks of
 */
public record ForecastWriter(PredictionSelection selection, TargetCodec codec, int stepsAhead) {

    /** Whether the forecast after {@code step} is published. */
    boolean selects(Step step) {
        return selection.selects(step.sequenceId(), step.step());
    }

    /** What the outputs from {@code at} on say after {@code step}. */
    Forecast.Said said(LiveState live, Step step, float[] outputs, int at, long madeAt) {
        if (selection.classes() == 0) {
            return new Forecast.Said(live.version, madeAt, codec.decode(outputs, at, step), null);
        }
        int[] classes = selection.highest(outputs, at, codec.head().units());
        float[] scores = new float[classes.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = outputs[at + classes[i]];
        }
        return new Forecast.Said(live.version, madeAt, scores, classes);
    }

    /** The step that a forecast after {@code step} speaks of. */
    Moment about(LiveState live, Step step) {
        if (stepsAhead == 0) {
            return new Moment(step.step(), step.eventTime());
        }
        long expected = live.stepMillis > 0 ? step.eventTime() + stepsAhead * live.stepMillis : Moment.UNKNOWN;
        return new Moment(step.step() + stepsAhead, expected);
    }

    /** A copy of the head's outputs that begin at {@code at}. */
    float[] copy(float[] outputs, int at) {
        return Arrays.copyOfRange(outputs, at, at + codec.head().units());
    }
}
