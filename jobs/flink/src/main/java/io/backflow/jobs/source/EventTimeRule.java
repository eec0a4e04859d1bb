package io.backflow.jobs.source;

import java.io.Serializable;

/** How what is read moves the event time of its partition, in milliseconds since the epoch. */
public interface EventTimeRule<T> extends Serializable {

    /** A record that moves no time, and the time of a partition that none has moved. */
    long NONE = Long.MIN_VALUE;

    /**
     * The time to which {@code element} moves its partition; {@link #NONE} where it moves none.
     *
     * @param recordTime Kafka's timestamp of the record
     */
    long of(T element, long recordTime);

    /** The watermark of a partition of which {@code newest} is the newest time that anything has moved it to. */
    long watermark(long newest);
}
