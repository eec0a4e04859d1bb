package io.backflow.jobs.forecast;

import io.backflow.jobs.sequence.Step;

/**
 * A forecast whose truth has not come.
 *
 * @param step the newest step it knew
 * @param outputs the head's outputs, {@code [O]}
 * @param madeAt milliseconds since the epoch, by the worker's clock
 */
public record AwaitedForecast(Step step, float[] outputs, long madeAt) {}
