package io.backflow.jobs.drift;

/**
 * How often the loss of a group of sequences has risen for good.
 *
 * @param group what the IDs of its sequences begin with
 * @param count alarms since the run began
 * @param version of the parameters at the last alarm
 * @param before mean loss before it
 * @param after mean loss after it
 */
public record GroupAlarms(String group, long count, long version, double before, double after) {}
