package io.backflow.jobs.kafka;

import io.backflow.jobs.parameters.ModelRecords;
import io.backflow.jobs.parameters.PublishedRecord;
import io.backflow.jobs.publish.ModelVersion;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    private static final Logger LOG = LoggerFactory.getLogger(VersionWriter.class);

    private static final long PAUSE_MILLIS = 100;

    /** And so many times as long as the last commit took. */
    private static final long PAUSE_COMMITS = 10;

    /** Half of the shortest time after which brokers may give up an open transaction, or less. */
    static final long MAX_PAUSE_MILLIS = 5_000;

    static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final ModelRecords records;
    private final ProcessingTimeService time;
    private final LongConsumer sent;
    private boolean open;
    private boolean timerSet;
    private boolean closed;
    private long beganNanos;
    private long commitFrom = Long.MIN_VALUE;

    /**
     * @param producer whose transactions are initialised; this writer closes it
     * @param sent receives the bytes of each record's value
     */
    VersionWriter(
            Producer<byte[], byte[]> producer,
            String topic,
            ModelRecords records,
            ProcessingTimeService time,
            LongConsumer sent) {
        this.producer = producer;
        this.topic = topic;
        this.records = records;
        this.time = time;
        this.sent = sent;
    }

    @Override
    public void write(ModelVersion version, Context context) throws IOException, InterruptedException {
        try {
            if (!open) {
                producer.beginTransaction();
                beganNanos = System.nanoTime();
                open = true;
            }
            records.write(version, this::send);
        } catch (KafkaException e) {
            throw explained(e);
        }
        long now = time.getCurrentProcessingTime();
        if (version.last() || now >= commitFrom) {
            commit();
        } else if (!timerSet) {
            timerSet = true;
            long wait = Math.min(commitFrom - now, MAX_PAUSE_MILLIS); // the clock may have been set back
            time.registerTimer(now + wait, at -> onTimer());
        }
    }

    private void send(PublishedRecord record) {
        producer.send(ProducerRecords.of(topic, record.key(), record.value()));
        sent.accept(record.value().length);
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
            if (endedByBroker(cause)) {
                return new IOException(
                        "the broker has ended the transaction of this writer of topic " + topic
                                + ": another job publishes the same run (stop one of the two, or give it another"
                                + " job.run), or the transaction, which has lasted "
                                + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos)
                                + " ms, took longer than transaction.timeout.ms (raise it under kafka.properties)",
                        problem);
            }
        }
        return new IOException("topic " + topic + " cannot be written: " + problem.getMessage(), problem);
    }

    private static boolean endedByBroker(Throwable cause) {
        return cause instanceof ProducerFencedException
                || cause instanceof InvalidProducerEpochException
                || cause instanceof InvalidTxnStateException;
    }

    /**
     * Aborts what was not committed: part of a version, or versions that the next commit would have had. Never fails,
     * as {@link ExplainedWriter#close} does not.
     */
    @Override
    public void close() {
        closed = true;
        try {
            producer.close(CLOSE_PATIENCE);
        } catch (KafkaException e) {
            LOG.warn("The producer of topic {} was not closed properly", topic, e);
        }
    }
}
