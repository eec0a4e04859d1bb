package io.backflow.jobs.kafka;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.Secrets;
import io.backflow.jobs.control.Command;
import io.backflow.jobs.control.TrainingCommands;
import io.backflow.jobs.controller.ControlFeed;
import io.backflow.schema.Receiver;
import io.backflow.schema.wire.WireException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topic {@code control} for a training job, until it is stopped. Every ten seconds it looks whether the topic
 * has partitions that it does not read yet. Where the brokers do not answer, or forbid to read, it warns and tries
 * again: training goes on without commands.
 */
final class ControlReader implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(ControlReader.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    private final JobConfig config;
    private final long since;
    private final ControlFeed.Receiver receiver;
    private final ControlDecoder decoder;
    private final RequestedVersions versions;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final TreeMap<Integer, Long> next = new TreeMap<>();
    private boolean begun;
    private boolean looked;
    private long lookAt = System.nanoTime();
    private @Nullable String warned;

    /** @param next where to read on; null: with the first record that is not older than the job */
    ControlReader(TopicControlFeed feed, @Nullable Map<Integer, Long> next, ControlFeed.Receiver receiver) {
        config = feed.config();
        since = feed.since();
        this.receiver = receiver;
        decoder = new ControlDecoder(config.job().run(), Receiver.TRAINING);
        versions = new RequestedVersions(config);
        begun = next != null;
        this.next.putAll(next == null ? Map.of() : next);
        Properties settings = config.kafka().clientProperties();
        settings.setProperty("isolation.level", "read_committed");
        settings.setProperty("enable.auto.commit", "false");
        settings.setProperty("auto.offset.reset", "earliest");
        settings.setProperty("allow.auto.create.topics", "false");
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Makes {@link #run} return soon. */
    void stop() {
        stopped.countDown();
        consumer.wakeup();
    }

    @Override
    public void run() {
        try {
            while (stopped.getCount() > 0) {
                pass();
            }
        } catch (WakeupException | InterruptedException | InterruptException e) {
            // stopped, or the operator's task has ended
        } catch (Throwable e) { // an Error ends this thread as well, and commands must not be lost without a word
            if (stopped.getCount() > 0) {
                receiver.failed(new IllegalStateException("the topic " + topic() + " cannot be read: " + e, e));
            }
        } finally {
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        }
    }

    private void pass() throws InterruptedException {
        try {
            look();
            if (consumer.assignment().isEmpty()) {
                stopped.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
                return;
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                take(record);
            }
            warned = null;
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            warn(e);
            stopped.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void warn(KafkaException problem) {
        String sentence = "The topic " + topic() + " cannot be read, and so no command reaches this job: "
                + Secrets.strippedOf(config.kafka().properties(), String.valueOf(problem.getMessage()));
        if (!sentence.equals(warned)) {
            warned = sentence;
            LOG.warn(sentence);
        }
    }

    /** Looks, where it is time, which partitions there are, and begins with those that are new. */
    private void look() throws InterruptedException {
        if (System.nanoTime() - lookAt < 0) {
            return;
        }
        List<TopicPartition> there = consumer.listTopics().getOrDefault(topic(), List.of()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        if (!there.isEmpty() && consumer.assignment().size() < there.size()) {
            begin(there);
        } else if (there.isEmpty() && !looked) {
            LOG.info("There is no topic {}; commands to this job are read once there is", topic());
        }
        if (!looked || !there.isEmpty()) {
            receiver.positions(new TreeMap<>(next)); // also that there was none: all that comes later is new
        }
        looked = true;
        begun = true;
        lookAt = System.nanoTime() + LOOK_EVERY.toNanos();
    }

    private void begin(List<TopicPartition> partitions) {
        LOG.info("Commands to this job are read from {} partitions of topic {}", partitions.size(), topic());
        Map<TopicPartition, Long> begins = begun ? consumer.beginningOffsets(partitions) : sinceSubmission(partitions);
        partitions.forEach(partition -> next.putIfAbsent(partition.partition(), begins.getOrDefault(partition, 0L)));
        consumer.assign(partitions);
        seek(partitions);
    }

    private Map<TopicPartition, Long> sinceSubmission(List<TopicPartition> partitions) {
        Map<TopicPartition, Long> begins = new HashMap<>(consumer.endOffsets(partitions));
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, since));
        consumer.offsetsForTimes(times).forEach((partition, first) -> {
            if (first != null) {
                begins.merge(partition, first.offset(), Math::min);
            }
        });
        return begins;
    }

    private void seek(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> consumer.seek(partition, next.getOrDefault(partition.partition(), 0L)));
    }

    private void take(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        next.put(record.partition(), record.offset() + 1);
        Command command;
        try {
            command = decoder.decode(record);
        } catch (WireException e) {
            receiver.refused(
                    ControlDecoder.id(record), Command.Kind.UNKNOWN, "the record is no command: " + e.getMessage());
            return;
        }
        if (command == null) {
            return;
        }
        Optional<String> problem = TrainingCommands.problem(command);
        if (problem.isPresent()) {
            receiver.refused(command.id(), command.kind(), problem.get());
        } else if (command.kind() == Command.Kind.ROLL_BACK) {
            rollBack(command);
        } else {
            receiver.command(command, ControlFeed.NO_PARAMETERS);
        }
    }

    private void rollBack(Command command) throws InterruptedException {
        RequestedVersions.Found found = versions.find(command);
        if (found.problem() == null) {
            receiver.command(command, found.parameters());
        } else {
            receiver.refused(command.id(), command.kind(), found.problem());
        }
    }

    private String topic() {
        return config.kafka().topics().control();
    }
}
