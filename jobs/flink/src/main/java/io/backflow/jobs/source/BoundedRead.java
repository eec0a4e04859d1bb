package io.backflow.jobs.source;

import java.io.Serial;
import java.io.Serializable;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far a bounded job reads.
 *
 * @param topic what is read
 * @param topicId the log's identity
 * @param ends for each partition the offset behind the last record to be read
 */
public record BoundedRead(String topic, String topicId, SortedMap<Integer, Long> ends) implements Serializable {

    @Serial
    private static final long serialVersionUID = 1L;

    public BoundedRead {
        ends = new TreeMap<>(ends);
    }

    /** Records up to the ends, those that were deleted before included. */
    public long records() {
        return ends.values().stream().mapToLong(Long::longValue).sum();
    }
}
