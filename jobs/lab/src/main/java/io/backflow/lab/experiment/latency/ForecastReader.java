package io.backflow.lab.experiment.latency;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.kafka.ForecastDecoder;
import io.backflow.local.RunningJob;
import io.backflow.schema.wire.WireException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads forecasts, and how long each took. Not thread-safe. */
final class ForecastReader implements AutoCloseable {

    private final StepLoad load;
    private final RunningJob job;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final ForecastDecoder decoder = new ForecastDecoder();

    /** Forecasts that were read before the time of their step was known. */
    private final List<ConsumerRecord<byte[], byte[]>> early = new ArrayList<>();

    private long read;
    private long due;

    /** Reads what {@code job} forecasts of the steps that {@code load} sends. */
    ForecastReader(JobConfig config, StepLoad load, RunningJob job) {
        this.load = load;
        this.job = job;
        consumer = new KafkaConsumer<>(
                config.kafka().clientProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> all = consumer
                .partitionsFor(config.kafka().topics().predictions())
                .stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
    }

    /** Reads {@code forecasts} more. */
    void skip(long forecasts, Duration patience) {
        read(forecasts, patience, null);
    }

    /** Reads {@code forecasts} more; how long those took. */
    Latencies measure(long forecasts, Duration patience) {
        Latencies measured = new Latencies();
        read(forecasts, patience, measured);
        return measured;
    }

    private void read(long forecasts, Duration patience, @Nullable Latencies into) {
        long end = System.nanoTime() + patience.toNanos();
        due += forecasts;
        while (read < due || !early.isEmpty()) {
            if (System.nanoTime() > end || job.ended()) {
                throw new IllegalStateException(
                        "there were " + read + " forecasts instead of " + due + "; see the log");
            }
            List<ConsumerRecord<byte[], byte[]>> again = List.copyOf(early);
            early.clear();
            again.forEach(record -> add(record, into));
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
                read++;
                add(record, into);
            }
        }
    }

    private void add(ConsumerRecord<byte[], byte[]> record, @Nullable Latencies into) {
        if (into == null) {
            return;
        }
        try {
            Forecast forecast = decoder.decode(record.value()).orElseThrow();
            long appended = load.appended(
                    Integer.parseInt(forecast.sequenceId()), forecast.after().step());
            if (appended == StepLoad.UNKNOWN) {
                early.add(record);
            } else {
                into.add(record.timestamp() - appended);
            }
        } catch (WireException e) {
            throw new IllegalStateException("a forecast cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
