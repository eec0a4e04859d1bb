package io.backflow.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the comparison of a run's versions came to.
 *
 * @param monitor what they were compared by: {@code val_loss} or {@code loss}
 * @param topic of the steps that they were compared on; null: by the prequential loss
 * @param scored forecasts of held-out steps that each version was compared by; 0: by the prequential loss
 * @param validations versions that were validated since the run was started
 * @param best null where no version had a loss
 * @param file the best version's model; null where there is none
 */
record Selection(
        String monitor,
        @Nullable String topic,
        long scored,
        long validations,
        @Nullable BestVersion best,
        @Nullable String file) {

    /** In words. */
    String sentence(TrainResult.Ended ended) {
        String found = best == null
                ? "no version had a " + monitor
                : String.format(
                        Locale.ROOT, "best version %d with %s %.5f (%s)", best.version(), monitor, best.loss(), file);
        return found + "; "
                + (ended == TrainResult.Ended.INPUT ? "ended with its input" : "stopped early")
                + " after " + validations + (validations == 1 ? " validation" : " validations");
    }
}
