package io.backflow.lab.chaos;

import java.time.Duration;
import java.util.Set;

/**
 * What a run is to be.
 *
 * @param duration how long faults are dealt
 * @param seed decides the stream and the faults
 * @param stepsPerSecond how fast the stream goes
 * @param state where the job's state lies
 * @param brokers how many, one or three
 * @param kinds of faults that are dealt, one at least
 */
public record ChaosSettings(
        Duration duration, long seed, int stepsPerSecond, StateBackend state, int brokers, Set<FaultKind> kinds) {

    public ChaosSettings {
        kinds = Set.copyOf(kinds);
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("no kind of fault is chosen");
        }
    }
}
