package io.backflow.jobs.kafka;

import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.publish.ProgressReport;
import io.backflow.schema.wire.WireException;
import java.time.Duration;
import java.util.function.Consumer;

/** What training jobs have reported in their topic {@code progress}. */
public final class ProgressLog {

    private ProgressLog() {}

    /**
     * Gives each report of a training job to {@code reader}, those of a run in their order.
     *
     * @param timeout how long the brokers have to answer
     * @return how many records of the topic could not be decoded
     */
    public static long read(KafkaConfig kafka, Duration timeout, Consumer<ProgressReport> reader) {
        ProgressDecoder decoder = new ProgressDecoder();
        long[] unknown = new long[1];
        try (TopicLog log = new TopicLog(kafka, kafka.topics().progress(), timeout)) {
            log.read(record -> {
                byte[] key = record.key();
                if (record.value() == null
                        || ScoringProgressDecoder.isScoring(key)
                        || CommandAnswerDecoder.isAnswer(key)) {
                    return;
                }
                try {
                    reader.accept(decoder.decode(record.value()));
                } catch (WireException e) {
                    unknown[0]++;
                }
            });
        }
        return unknown[0];
    }
}
