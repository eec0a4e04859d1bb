package io.backflow.lab.audit;

/**
 * A worker said what it expects of a step, as it trained it. Whether that training counted is the server's to say.
 *
 * @param writer one execution of one worker
 * @param sequenceId the sequence
 * @param step position in the sequence, from 0
 */
public record TrainedStep(long writer, String sequenceId, long step) {}
