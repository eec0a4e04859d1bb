package io.backflow.bench.pipeline;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * One process with a Kafka consumer and libtorch: cuts the numbers of each sequence into windows, trains {@value
 * #BATCH} of them at a time, and carries each sequence's state from window to window, detached. It forgets everything
 * at a restart, reads sequences in one order only, and trusts its input. Reads the topic again and again.
 *
 * <p>Arguments: brokers, topic, hidden units, threads (1, or 2 where another one consumes), seconds of warm-up, seconds
 * to measure.
 */
public final class ConsumerPlusLibtorch {

    static final int SEQUENCES = 1000;
    static final int FEATURES = 16;
    static final int WINDOW = 32;
    static final int BATCH = 32;

    private static final int QUEUED = 8;
    private static final Duration POLL = Duration.ofMillis(200);

    private final float[][] windows = new float[SEQUENCES][(WINDOW + 1) * FEATURES];
    private final int[] lengths = new int[SEQUENCES];
    private final LstmTraining training;
    private long trained;

    private ConsumerPlusLibtorch(LstmTraining training) {
        this.training = training;
    }

    public static void main(String[] arguments) throws InterruptedException {
        int units = Integer.parseInt(arguments[2]);
        boolean apart = Integer.parseInt(arguments[3]) == 2;
        double warmUp = Double.parseDouble(arguments[4]);
        double seconds = Double.parseDouble(arguments[5]);
        ProcessHandle.current().parent().ifPresent(parent -> parent.onExit()
                .thenRun(() -> Runtime.getRuntime().halt(1)));
        try (LstmTraining training = new LstmTraining(units)) {
            Source source = apart ? queued(arguments[0], arguments[1]) : polled(arguments[0], arguments[1]);
            double rate = new ConsumerPlusLibtorch(training).run(source, warmUp, seconds);
            System.out.println("steps_per_s " + rate);
        }
        System.exit(0);
    }

    /** Where records come from. */
    private interface Source {
        ConsumerRecords<byte[], byte[]> next() throws InterruptedException;
    }

    private static Source polled(String brokers, String topic) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", brokers,
                        "auto.offset.reset", "earliest",
                        "max.poll.records", "4000",
                        "fetch.max.bytes", "8388608"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> all = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
        return () -> {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            if (records.isEmpty()) {
                consumer.seekToBeginning(all);
            }
            return records;
        };
    }

    private static Source queued(String brokers, String topic) {
        BlockingQueue<ConsumerRecords<byte[], byte[]>> queue = new ArrayBlockingQueue<>(QUEUED);
        Thread consuming = new Thread(
                () -> {
                    Source source = polled(brokers, topic);
                    try {
                        while (true) {
                            queue.put(source.next());
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "consumer");
        consuming.setUncaughtExceptionHandler((thread, failure) -> {
            failure.printStackTrace();
            Runtime.getRuntime().halt(1);
        });
        consuming.setDaemon(true);
        consuming.start();
        return queue::take;
    }

    private double run(Source source, double warmUp, double seconds) throws InterruptedException {
        train(source, warmUp);
        long before = trained;
        long began = System.nanoTime();
        train(source, seconds);
        return (trained - before) / ((System.nanoTime() - began) / 1e9);
    }

    private void train(Source source, double seconds) throws InterruptedException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (System.nanoTime() < end) {
            for (ConsumerRecord<byte[], byte[]> record : source.next()) {
                add(ByteBuffer.wrap(record.value()));
            }
        }
    }

    private void add(ByteBuffer record) {
        int sequence = record.getInt();
        float[] window = windows[sequence];
        int at = lengths[sequence] * FEATURES;
        for (int i = 0; i < FEATURES; i++) {
            window[at + i] = record.getFloat();
        }
        if (++lengths[sequence] > WINDOW) {
            trained += training.add(sequence, window);
            System.arraycopy(window, WINDOW * FEATURES, window, 0, FEATURES);
            lengths[sequence] = 1;
        }
    }
}
