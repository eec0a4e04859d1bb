package io.backflow.lab.experiment.sync;

import io.backflow.lab.forecast.TrackReplay;
import java.util.List;

/**
 * What workers send and when they wait.
 *
 * @param name in words
 * @param sync the section of the configuration
 * @param batch windows that a worker trains together
 * @param updatesPerRound updates in the time of a round, over two workers
 */
record SyncVariant(String name, String sync, int batch, int updatesPerRound) {

    private static final String ROUND = "round: " + ForecastTask.WINDOW + "s";

    /** All that are compared, the reference first. */
    static List<SyncVariant> all(int sideBySide) {
        int half = sideBySide / 2;
        return List.of(
                new SyncVariant(
                        "synchronous gradient", "{type: synchronous, send: gradient, " + ROUND + "}", sideBySide, 1),
                new SyncVariant(
                        "synchronous gradient, staleness 4",
                        "{type: synchronous, send: gradient, " + ROUND + ", staleness: 4}",
                        sideBySide,
                        1),
                new SyncVariant("asynchronous delta", "{type: asynchronous, send: delta}", half, 2),
                new SyncVariant("asynchronous gradient", "{type: asynchronous, send: gradient}", half, 2),
                new SyncVariant("synchronous delta", "{type: synchronous, send: delta, " + ROUND + "}", sideBySide, 2));
    }

    /** Updates to plan the learning rate for. */
    long updates(TrackReplay replay) {
        return sync.contains("asynchronous") ? replay.windows() / batch : replay.rounds() * updatesPerRound;
    }
}
