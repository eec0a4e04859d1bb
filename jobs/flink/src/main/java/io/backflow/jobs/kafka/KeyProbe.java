package io.backflow.jobs.kafka;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.sequence.Step;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Looks, before a start, at the newest records of the topic {@code timesteps} for steps of one sequence in several
 * partitions. Only within a partition do records stay in order; what comes late from another is lost to training.
 */
final class KeyProbe {

    private static final int NEWEST = 100;
    private static final String CONSEQUENCE = "; steps keep their order within one partition only, and those that come"
            + " too late from another are not trained but dead letters with reason late; ";

    private final JobConfig config;
    private final Duration timeout;

    /** @param timeout how long the brokers have to answer */
    KeyProbe(JobConfig config, Duration timeout) {
        this.config = config;
        this.timeout = timeout;
    }

    /** What is wrong, and what to do, in one sentence; empty where the newest records are in order. */
    Optional<String> warning() {
        try (NewestRecords newest = new NewestRecords(config.kafka(), timeout)) {
            if (newest.partitions() == 1) {
                return Optional.empty();
            }
            Search search = new Search(new TimestepDecoder(config));
            newest.read(NEWEST, search::goOn);
            return search.finding();
        }
    }

    /** Of a record without a key in a topic of several partitions. */
    static String withoutKey(ConsumerRecord<?, ?> record) {
        return "the record at offset " + record.offset() + " of partition " + record.partition() + " of topic "
                + record.topic() + " has no key, and so the steps of a sequence may be spread over partitions"
                + CONSEQUENCE + "key each record by its sequence_id";
    }

    private static String spread(String sequence, ConsumerRecord<?, ?> record, int other) {
        return "sequence " + sequence + " of topic " + record.topic() + " is in partitions "
                + Math.min(other, record.partition()) + " and " + Math.max(other, record.partition()) + CONSEQUENCE
                + (record.key() == null
                        ? "key each record by its sequence_id"
                        : "let all producers choose the partition of a key in the same way");
    }

    private static final class Search {

        private final TimestepDecoder decoder;
        private final Map<String, Integer> places = new HashMap<>();
        private @Nullable String keyless;
        private @Nullable String spread;

        Search(TimestepDecoder decoder) {
            this.decoder = decoder;
        }

        boolean goOn(ConsumerRecord<byte[], byte[]> record) {
            Step step = decoder.decode(record).step();
            if (step == null) {
                return true;
            }
            if (record.key() == null && keyless == null) {
                keyless = withoutKey(record);
            }
            Integer other = places.putIfAbsent(step.sequenceId(), record.partition());
            if (other != null && other != record.partition()) {
                spread = spread(step.sequenceId(), record, other);
            }
            return spread == null;
        }

        Optional<String> finding() {
            return Optional.ofNullable(spread == null ? keyless : spread);
        }
    }
}
