package io.backflow.jobs.source;

import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;

/** A partition that was saved with its event time. */
final class TimedSplit extends KafkaPartitionSplit {

    private final long newest;

    /** @param newest as in {@link EventTimeRule#watermark} */
    TimedSplit(KafkaPartitionSplit split, long newest) {
        super(
                split.getTopicPartition(),
                split.getStartingOffset(),
                split.getStoppingOffset().orElse(NO_STOPPING_OFFSET));
        this.newest = newest;
    }

    /** {@code split} with the time {@code newest}; as it is where that is {@link EventTimeRule#NONE}. */
    static KafkaPartitionSplit of(KafkaPartitionSplit split, long newest) {
        return newest == EventTimeRule.NONE ? split : new TimedSplit(split, newest);
    }

    /** The time of {@code split}; {@link EventTimeRule#NONE} where it has none. */
    static long newest(KafkaPartitionSplit split) {
        return split instanceof TimedSplit timed ? timed.newest : EventTimeRule.NONE;
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other) && newest == newest((KafkaPartitionSplit) other);
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + Long.hashCode(newest);
    }

    @Override
    public String toString() {
        return super.toString() + " at " + newest;
    }
}
