package io.backflow.cli;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.publish.Incidents;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a local run trained.
 *
 * @param seed of the fresh parameters
 * @param seconds from the start of the job to its end
 * @param stepsTrained timesteps
 * @param updates of the optimizer
 * @param version the last one published
 * @param loss mean prequential loss of a step; null where none had a target with a weight above 0
 * @param baselineLoss mean loss of the baseline on the same steps; null where {@code loss} is
 * @param incidents what was not trained as it came since the run began, by reason
 */
record TrainResult(
        long seed,
        double seconds,
        long stepsTrained,
        long updates,
        long version,
        @Nullable Double loss,
        @Nullable Double baselineLoss,
        Map<String, Long> incidents) {

    /** @param since when it began, in {@link System#nanoTime()} */
    static TrainResult of(JobConfig config, long since, LocalRun.Outcome outcome) {
        return of(config, since, outcome.model().version(), outcome.model().totals(), outcome.incidents());
    }

    static TrainResult of(
            JobConfig config, long since, long version, TrainingTotals totals, Map<String, Long> incidents) {
        return new TrainResult(
                config.job().seed(),
                (System.nanoTime() - since) / 1e9,
                totals.steps(),
                totals.updates(),
                version,
                mean(totals.lossSum(), totals),
                mean(totals.baselineLossSum(), totals),
                incidents);
    }

    private static @Nullable Double mean(double sum, TrainingTotals totals) {
        return totals.weightSum() == 0 ? null : Double.valueOf(sum / totals.weightSum());
    }

    /** In words. */
    String sentence() {
        String trained = loss == null ? nothingLearnt() : learnt();
        return incidents.isEmpty() ? trained : trained + "; " + Incidents.text(incidents);
    }

    private String learnt() {
        return String.format(
                Locale.ROOT,
                "trained %,d steps in %,d updates (%.1f s); version %d; prequential loss %.5f, baseline %.5f",
                stepsTrained,
                updates,
                seconds,
                version,
                loss,
                baselineLoss);
    }

    private String nothingLearnt() {
        return String.format(
                Locale.ROOT,
                "predicted %,d steps and learnt nothing (%.1f s); version %d; no step had both a target and a weight"
                        + " above 0",
                stepsTrained,
                seconds,
                version);
    }
}
