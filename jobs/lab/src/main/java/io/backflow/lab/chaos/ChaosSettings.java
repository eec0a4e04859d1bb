package io.backflow.lab.chaos;

import java.time.Duration;

/**
 * What a run is to be.
 *
 * @param duration how long faults are dealt
 * @param seed decides the stream and the faults
 * @param stepsPerSecond how fast the stream goes
 */
public record ChaosSettings(Duration duration, long seed, int stepsPerSecond) {}
