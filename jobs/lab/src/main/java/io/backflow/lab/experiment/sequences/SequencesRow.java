package io.backflow.lab.experiment.sequences;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.backflow.lab.experiment.sequences.SequencesPlan.Extent;
import java.util.Locale;

/**
 * What so many live sequences cost.
 *
 * @param sequences all live: each has an unfinished window
 * @param units hidden units
 * @param every steps of a window
 * @param state where the state of sequences lies
 * @param training what was measured while all of them were trained
 * @param restartS seconds from the moment when the process is killed until another one trains again
 * @param bytesPerSequence of the workers in a savepoint
 * @param informationBytes what of it follows from nothing else ({@link InformationBytes})
 */
public record SequencesRow(
        int sequences,
        int units,
        int every,
        String state,
        @JsonUnwrapped Training training,
        double restartS,
        double bytesPerSequence,
        double informationBytes) {

    static SequencesRow of(Extent extent, Training training, double restartS, double bytesPerSequence) {
        return new SequencesRow(
                extent.sequences(),
                extent.units(),
                extent.every(),
                extent.state().label(),
                training,
                restartS,
                bytesPerSequence,
                InformationBytes.of(extent));
    }

    /** For a person. */
    String line() {
        return String.format(
                Locale.ROOT,
                "%,9d sequences in %s, %d units, windows of %d: %,7.0f steps/s; checkpoint %.1f s (%,d MB new);"
                        + " restart %.1f s; %.0f bytes a sequence, %.2f times its information of %.0f;"
                        + " %.0f on disk; cores: %s",
                sequences,
                state,
                units,
                every,
                training.stepsPerS(),
                training.checkpointS(),
                training.newBytesPerCheckpoint() >> 20,
                restartS,
                bytesPerSequence,
                bytesPerSequence / informationBytes,
                informationBytes,
                (double) training.workersBytes() / sequences,
                training.cores());
    }
}
