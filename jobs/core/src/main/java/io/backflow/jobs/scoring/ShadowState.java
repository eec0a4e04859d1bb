package io.backflow.jobs.scoring;

import io.backflow.jobs.forecast.LiveState;

/**
 * The state of a sequence from which a version in the shadow forecasts.
 *
 * @param offer which version, by {@link OfferedModel#offer}
 * @param live the state; its forecasts that wait are those of that version
 */
public record ShadowState(long offer, LiveState live) {}
