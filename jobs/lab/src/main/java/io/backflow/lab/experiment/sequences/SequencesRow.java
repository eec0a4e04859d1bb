package io.backflow.lab.experiment.sequences;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.backflow.lab.experiment.PowerLaw.Point;
import java.util.Locale;

/**
 * What so many live sequences cost.
 *
 * @param sequences all live: each has an unfinished window
 * @param training what was measured while all of them were trained
 * @param restartS seconds from the moment when the process is killed until another one trains again
 * @param bytesPerSequence of the workers in a savepoint
 * @param informationBytes what of it follows from nothing else ({@link InformationBytes})
 */
public record SequencesRow(
        int sequences,
        @JsonUnwrapped Training training,
        double restartS,
        double bytesPerSequence,
        double informationBytes) {

    /** Steps a second beside sequences. */
    Point speed() {
        return new Point(sequences, training.stepsPerS());
    }

    /** For a person. */
    String line() {
        return String.format(
                Locale.ROOT,
                "%,9d sequences: %,7.0f steps/s; checkpoint %.1f s (%,d MB new); restart %.1f s;"
                        + " %.0f bytes a sequence, %.2f times its information of %.0f; %.0f on disk; cores: %s",
                sequences,
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
