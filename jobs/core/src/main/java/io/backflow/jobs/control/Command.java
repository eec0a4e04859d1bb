package io.backflow.jobs.control;

import org.jspecify.annotations.Nullable;

/**
 * A command to a running job.
 *
 * @param id where it stands
 * @param kind what to do
 * @param sequenceId which sequence, for {@link Kind#RESET_SEQUENCE}; null: all
 * @param learningRate the rate, for {@link Kind#LEARNING_RATE}; null: by the configured schedule
 * @param version which version, for {@link Kind#ROLL_BACK}
 */
public record Command(
        CommandId id,
        Kind kind,
        @Nullable String sequenceId,
        @Nullable Double learningRate,
        @Nullable Long version) {

    /** What a command makes a job do. */
    public enum Kind {
        /** Something that this build does not know. */
        UNKNOWN,
        /** The recurrent state of a sequence, or of all, starts from zero. */
        RESET_SEQUENCE,
        /** Steps are taken and forecast, and not learnt. */
        PAUSE,
        /** Steps are learnt again. */
        RESUME,
        /** Learn at another rate. */
        LEARNING_RATE,
        /** Publish the newest version now. */
        PUBLISH,
        /** Go on with the parameters of another version. */
        ROLL_BACK,
        /** Consider newer versions again, after a rollback of a scoring job. */
        FOLLOW
    }
}
