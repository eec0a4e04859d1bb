package io.backflow.jobs.control;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which commands a training job can carry out. */
public final class TrainingCommands {

    private TrainingCommands() {}

    /** Why {@code command} is refused, in a sentence; empty where nothing speaks against it. */
    public static Optional<String> problem(Command command) {
        return switch (command.kind()) {
            case UNKNOWN -> Optional.of("this build does not know the command");
            case FOLLOW -> Optional.of("a training job follows no versions; send FOLLOW to a scoring job");
            case RESET_SEQUENCE -> sequenceProblem(command.sequenceId());
            case LEARNING_RATE -> rateProblem(command.learningRate());
            case ROLL_BACK -> versionProblem(command.version());
            case PAUSE, RESUME, PUBLISH -> Optional.empty();
        };
    }

    private static Optional<String> sequenceProblem(@Nullable String id) {
        return id != null && id.isEmpty()
                ? Optional.of("sequence_id is empty; name a sequence, or none to reset all")
                : Optional.empty();
    }

    private static Optional<String> rateProblem(@Nullable Double rate) {
        return rate == null || Double.isFinite(rate) && rate >= 0
                ? Optional.empty()
                : Optional.of("learning_rate is " + rate + "; send a finite number that is 0 or more, or none to learn"
                        + " by the schedule again");
    }

    private static Optional<String> versionProblem(@Nullable Long version) {
        return version == null
                ? Optional.of("version is missing; a training job needs the number of the version to go on from")
                : Optional.empty();
    }
}
