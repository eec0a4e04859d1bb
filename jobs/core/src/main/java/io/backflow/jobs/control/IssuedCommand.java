package io.backflow.jobs.control;

/**
 * A command on its way to the workers, which carry it out at the next checkpoint barrier.
 *
 * @param command the command
 * @param rollbacks how many rollbacks the run has had, with this command
 */
public record IssuedCommand(Command command, long rollbacks) {}
