package io.backflow.jobs.kafka;

import io.backflow.jobs.publish.ModelVersion;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * Writes each version as its records, in their order, within a transaction that ends between two versions only. The log
 * cleaner keeps the older record of a key until the newer one is committed, and so there is a whole version in a
 * compacted topic whatever dies when.
 *
 * <p>A commit follows a version at once, unless the last one was a moment ago: then it waits, and comes with those of
 * the versions that follow meanwhile. So commits take little of the time even where versions are many or brokers far
 * away.
 */
final class VersionWriter implements SinkWriter<ModelVersion> {

    private static final long PAUSE_MILLIS = 100;

    /** And so many times as long as the last commit took. */
    private static final long PAUSE_COMMITS = 10;

    /** Far below the time after which brokers give up an open transaction. */
    private static final long MAX_PAUSE_MILLIS = 5_000;

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final ModelRecords records;
    private final ProcessingTimeService time;
    private boolean open;
    private boolean timerSet;
    private boolean closed;
    private long commitFrom = Long.MIN_VALUE;

    /** @param producer whose transactions are initialised; this writer closes it */
    VersionWriter(Producer<byte[], byte[]> producer, String topic, ModelRecords records, ProcessingTimeService time) {
        this.producer = producer;
        this.topic = topic;
        this.records = records;
        this.time = time;
    }

    @Override
    public void write(ModelVersion version, Context context) throws IOException, InterruptedException {
        try {
            if (!open) {
                producer.beginTransaction();
                open = true;
            }
            records.write(version, record -> producer.send(ProducerRecords.of(topic, record.key(), record.value())));
        } catch (KafkaException e) {
            throw explained(e);
        }
        long now = time.getCurrentProcessingTime();
        if (version.last() || now >= commitFrom) {
            commit();
        } else if (!timerSet) {
            timerSet = true;
            time.registerTimer(commitFrom, at -> onTimer());
        }
    }

    private void onTimer() throws IOException {
        timerSet = false;
        if (!closed) {
            commit();
        }
    }

    @Override
    public void flush(boolean endOfInput) throws IOException {
        commit();
    }

    private void commit() throws IOException {
        if (!open) {
            return;
        }
        long start = System.nanoTime();
        try {
            producer.commitTransaction();
        } catch (KafkaException e) {
            throw explained(e);
        }
        open = false;
        long accepted = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        long pause = Math.min(MAX_PAUSE_MILLIS, Math.max(PAUSE_MILLIS, PAUSE_COMMITS * accepted));
        commitFrom = time.getCurrentProcessingTime() + pause;
    }

    private IOException explained(KafkaException problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException) {
                return new IOException(
                        "another writer has begun to publish this run to topic " + topic
                                + "; two jobs must not have the same job.run, so stop one of them or rename it",
                        problem);
            }
        }
        return new IOException("topic " + topic + " cannot be written: " + problem.getMessage(), problem);
    }

    /** Aborts what was not committed: part of a version, or versions that the next flush had committed. */
    @Override
    public void close() {
        closed = true;
        producer.close(CLOSE_PATIENCE);
    }
}
