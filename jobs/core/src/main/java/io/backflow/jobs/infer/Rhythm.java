package io.backflow.jobs.infer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * How the steps of the sequences follow one another. All times are in milliseconds.
 *
 * @param sequences how many there are
 * @param interval the median between two steps of a sequence; 0 where no sequence has two
 * @param longest the longest between two
 * @param pauses share of the intervals that are longer than one and a half of the median
 * @param late by how much a step came after a newer one of its sequence, at most
 * @param ahead by how much an event time is ahead of Kafka's timestamp, at most; below 0 where none is
 */
record Rhythm(int sequences, long interval, long longest, double pauses, long late, long ahead) {

    static Rhythm of(List<Document> documents, SequenceChoice sequence, TimeChoice time) {
        Map<String, TreeSet<Long>> times = new HashMap<>();
        long late = 0;
        long ahead = Long.MIN_VALUE;
        for (Document document : documents) {
            String id = sequence.of(document);
            long at = time.millis().applyAsLong(document);
            if (id == null || at == Long.MIN_VALUE) {
                continue;
            }
            TreeSet<Long> seen = times.computeIfAbsent(id, name -> new TreeSet<>());
            late = seen.isEmpty() ? late : Math.max(late, seen.last() - at);
            seen.add(at);
            if (document.record().timestamp() >= 0) {
                ahead = Math.max(ahead, at - document.record().timestamp());
            }
        }
        long[] intervals = intervals(times);
        long median = intervals.length == 0 ? 0 : intervals[intervals.length / 2];
        long pauses =
                Arrays.stream(intervals).filter(length -> length > 1.5 * median).count();
        return new Rhythm(
                times.size(),
                median,
                intervals.length == 0 ? 0 : intervals[intervals.length - 1],
                intervals.length == 0 ? 0 : (double) pauses / intervals.length,
                late,
                ahead);
    }

    private static long[] intervals(Map<String, TreeSet<Long>> times) {
        List<Long> intervals = new ArrayList<>();
        for (TreeSet<Long> of : times.values()) {
            Long before = null;
            for (Long at : of) {
                if (before != null) {
                    intervals.add(at - before);
                }
                before = at;
            }
        }
        return intervals.stream().mapToLong(Long::longValue).sorted().toArray();
    }
}
