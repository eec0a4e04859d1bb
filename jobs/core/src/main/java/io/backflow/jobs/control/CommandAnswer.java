package io.backflow.jobs.control;

import org.jspecify.annotations.Nullable;

/**
 * What a job has done about a command.
 *
 * @param id of the command
 * @param kind of the command
 * @param applied whether it was carried out; false: it was refused
 * @param detail what was done, or why it was refused, in a sentence
 * @param session of the server when the command took effect; null: it has none
 * @param version of the parameters when the command took effect, a version that it made included; null: there is none
 */
public record CommandAnswer(
        CommandId id,
        Command.Kind kind,
        boolean applied,
        String detail,
        @Nullable Long session,
        @Nullable Long version) {}
