package io.backflow.jobs.control;

import org.jspecify.annotations.Nullable;

/**
 * A part of the answer to a command. The parts of one command are added up.
 *
 * @param id of the command
 * @param kind of the command
 * @param refusal why it is refused; null: it is carried out
 * @param sequences recurrent states that it set to zero
 */
public record CommandReport(
        CommandId id, Command.Kind kind, @Nullable String refusal, long sequences) {

    /** The sum of both parts of one command. */
    CommandReport plus(CommandReport other) {
        return new CommandReport(id, kind, refusal == null ? other.refusal : refusal, sequences + other.sequences);
    }
}
