package io.backflow.lab.audit;

/**
 * A worker said what it expects of a step, as it trained it. Whether that training counted is the server's to say.
 *
 * @param writer one execution of one worker
 * @param sequenceId the sequence
 * @param step position in its episode, from 0
 * @param eventTime when the step happened, in milliseconds; differs from that of the step with this number in another
 *     episode
 */
public record TrainedStep(long writer, String sequenceId, long step, long eventTime) {}
