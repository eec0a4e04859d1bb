package io.backflow.local.inspect;

/**
 * What is kept of one sequence, in short. Flink reads it as a POJO: the names are those of the fields.
 *
 * @param sequence its ID
 * @param nextStep number of the step that comes next
 * @param lastEventTime event time of the newest step seen, in milliseconds; {@link Long#MIN_VALUE} before the first
 * @param held steps that wait for steps before them
 * @param open steps of the unfinished window; in a scoring job forecasts whose truth has not come
 * @param ready finished windows that wait to be trained
 * @param version parameter version that computed the recurrent state last; -1 while it is the zero state
 * @param kept windows that are kept to be replayed
 * @param bytes its size as it is written, without those windows
 */
public record SequenceSummary(
        String sequence,
        long nextStep,
        long lastEventTime,
        int held,
        int open,
        int ready,
        long version,
        int kept,
        int bytes) {}
