package io.backflow.jobs.source;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.StartConfig.LogChanged;
import io.backflow.jobs.source.TopicExtent.Offsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a restored job goes on in the log that is there now.
 *
 * @param offsets of the next record of each partition that is there
 * @param notices what the user has to know about it, a sentence each
 */
record Continuation(SortedMap<Integer, Long> offsets, List<String> notices) {

    private static final String REMEDY = "; start without the state, or set kafka.start.log_changed to ";

    /**
     * Compares the log that the offsets were saved for with the one that is there. Partitions of which nothing is saved
     * are new, and read from their beginning.
     *
     * @param saved the next record of each partition that the state knows
     * @throws ConfigException with the numbers where {@code rule} does not let the job go on
     */
    static Continuation of(SavedLog log, SortedMap<Integer, Long> saved, TopicExtent now, LogChanged rule) {
        SortedMap<Integer, Long> offsets = new TreeMap<>();
        List<String> notices = new ArrayList<>();
        boolean changed = !log.isThatOf(now);
        if (changed && rule == LogChanged.REFUSE) {
            throw new ConfigException(difference(log, now) + REMEDY + "keep_offsets or earliest");
        }
        if (changed && rule == LogChanged.EARLIEST) {
            now.partitions().forEach((partition, there) -> offsets.put(partition, there.begin()));
            notices.add(difference(log, now) + "; it is read from its beginning");
            return new Continuation(offsets, notices);
        }
        if (changed) {
            notices.add(difference(log, now) + "; it is read on at the saved offsets");
        }
        Gaps gaps = new Gaps(now, rule);
        saved.forEach((partition, offset) -> gaps.add(partition, offset, offsets));
        gaps.refuse();
        notices.addAll(gaps.notices);
        grown(saved, now, offsets).ifPresent(notices::add);
        return new Continuation(offsets, List.copyOf(notices));
    }

    private static String difference(SavedLog log, TopicExtent now) {
        if (!log.topic().equals(now.topic())) {
            return "kafka.topics.timesteps is " + now.topic() + ", but the state's offsets are those of topic "
                    + log.topic();
        }
        return "kafka.topics.timesteps is " + now.topic() + ", whose log has the ID " + now.id()
                + ", but the state's offsets are those of " + log.id()
                + ": the topic was created anew, or this is another cluster";
    }

    private static Optional<String> grown(Map<Integer, Long> saved, TopicExtent now, SortedMap<Integer, Long> offsets) {
        List<Integer> fresh = now.partitions().keySet().stream()
                .filter(partition -> !saved.containsKey(partition))
                .toList();
        fresh.forEach(partition -> offsets.put(partition, beginOf(now, partition)));
        return fresh.isEmpty() ? Optional.empty() : Optional.of(growth(now.topic(), fresh));
    }

    /** What is said where {@code fresh} partitions have come. */
    static String growth(String topic, List<Integer> fresh) {
        return "topic " + topic + " has new partitions, " + fresh + ", which are read from their beginning; a sequence"
                + " whose key now goes to another partition may come out of order while the rest of its old one is"
                + " read";
    }

    private static long beginOf(TopicExtent now, int partition) {
        Offsets there = now.partitions().get(partition);
        return there == null ? 0 : there.begin();
    }

    /** What lies between the saved offsets and the records that are there. */
    private static final class Gaps {

        private final TopicExtent now;
        private final LogChanged rule;
        private final List<String> deleted = new ArrayList<>();
        private final List<String> absent = new ArrayList<>();
        private final List<String> notices = new ArrayList<>();

        Gaps(TopicExtent now, LogChanged rule) {
            this.now = now;
            this.rule = rule;
        }

        void add(int partition, long offset, SortedMap<Integer, Long> offsets) {
            Offsets there = now.partitions().get(partition);
            if (there == null) {
                absent.add("partition " + partition + " is not there");
            } else if (offset < there.begin()) {
                deleted.add("partition " + partition + " begins at offset " + there.begin() + " and was read up to "
                        + offset + ": " + (there.begin() - offset) + " records were deleted unread");
                offsets.put(partition, there.begin());
            } else if (offset > there.end()) {
                absent.add("partition " + partition + " ends at offset " + there.end() + " and was read up to " + offset
                        + ": its log was cut off or written anew");
                offsets.put(partition, there.begin());
            } else {
                offsets.put(partition, offset);
            }
        }

        void refuse() {
            String topic = "kafka.topics.timesteps is " + now.topic() + ", of which ";
            if (!absent.isEmpty() && rule != LogChanged.EARLIEST) {
                throw new ConfigException(topic + String.join(", ", absent) + REMEDY + "earliest");
            }
            if (!deleted.isEmpty() && rule == LogChanged.REFUSE) {
                throw new ConfigException(topic + String.join(", ", deleted) + REMEDY + "keep_offsets");
            }
            absent.forEach(what -> notices.add(topic + what + "; it is read from its beginning"));
            deleted.forEach(what -> notices.add(topic + what + "; it is read from there"));
        }
    }
}
