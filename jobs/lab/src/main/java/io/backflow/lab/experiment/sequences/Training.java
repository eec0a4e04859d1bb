package io.backflow.lab.experiment.sequences;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.backflow.lab.experiment.pipeline.Passed;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a job did while it trained and checkpoints were taken.
 *
 * @param stepsPerS trained a second
 * @param cpu seconds of a core for a million steps, by group of threads
 * @param checkpointS seconds from the trigger of the slowest checkpoint to its end
 * @param newBytesPerCheckpoint that the newest checkpoint wrote
 * @param workersBytes of the workers' files in the newest checkpoint
 */
public record Training(
        double stepsPerS,
        @JsonProperty("cpu_s_per_million") Map<String, Double> cpu,
        double checkpointS,
        long newBytesPerCheckpoint,
        long workersBytes) {

    private static final double MILLION = 1e6;

    static Training of(Passed passed, Checkpoints checkpoints) {
        return new Training(
                passed.perSecond(),
                passed.microsByGroup(),
                checkpoints.slowestSeconds(),
                checkpoints.newBytes(),
                checkpoints.workersBytes());
    }

    /** How many cores each group of threads kept busy. */
    String cores() {
        return cpu.entrySet().stream()
                .map(group ->
                        String.format(Locale.ROOT, "%s %.2f", group.getKey(), group.getValue() * stepsPerS / MILLION))
                .collect(Collectors.joining(", "));
    }
}
