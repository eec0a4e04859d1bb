package io.backflow.jobs.kafka;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.SyncConfig;
import io.backflow.jobs.feedback.FeedbackChannel;
import io.backflow.jobs.parameters.ModelAssembler;
import io.backflow.jobs.parameters.ModelLimits;
import io.backflow.jobs.protocol.Join;
import io.backflow.jobs.protocol.worker.JoinFence;
import io.backflow.jobs.publish.VersionSplitter;
import io.backflow.model.ParameterLayout;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the topic {@code parameters} from its present end on, and passes whole versions of the server that answered its
 * {@link Join} to one trainer. Ends when it is stopped, or when the trainer has unsubscribed.
 */
final class ParameterFollower implements Runnable {

    private static final Duration POLL = Duration.ofSeconds(1);

    private final TopicPartition topic;
    private final FeedbackChannel channel;
    private final ModelAssembler assembler;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private volatile boolean listens;
    private volatile boolean stopped;
    private volatile long refused;

    ParameterFollower(JobConfig config, Join join, FeedbackChannel channel) {
        this.channel = channel;
        topic = new TopicPartition(config.kafka().topics().parameters(), 0);
        assembler = new ModelAssembler(config.job().run(), limits(config), new JoinFence(join));
        consumer = new KafkaConsumer<>(settings(config), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static ModelLimits limits(JobConfig config) {
        boolean delta = config.sync().send() == SyncConfig.Send.DELTA;
        return ModelLimits.forWorkersOf(
                ParameterLayout.of(config.model()).size(),
                config.server().shards(),
                delta ? config.optimizer().rule().slotsPerParameter() : 0);
    }

    /**
     * Chunks of one version come in one piece where they can, and before they are committed: what a server writes that
     * is about to fail goes to workers that fail with it.
     */
    private static Properties settings(JobConfig config) {
        Properties settings = config.kafka().clientProperties();
        settings.setProperty("isolation.level", "read_uncommitted");
        settings.putIfAbsent("max.partition.fetch.bytes", Integer.toString(16 << 20));
        return settings;
    }

    /** Whether nothing that is published from now on is missed. */
    boolean listens() {
        return listens;
    }

    /** Records so far that could not be read, contradicted each other or were too large. */
    long refused() {
        return refused;
    }

    /** Makes {@link #run} return soon. */
    void stop() {
        stopped = true;
        consumer.wakeup();
    }

    @Override
    public void run() {
        try {
            follow();
        } catch (WakeupException e) {
            // stopped
        } catch (RejectedExecutionException e) {
            stopped = true; // the trainer's mailbox is closed: its task ends
        } catch (Throwable e) { // an Error ends this thread as well, and the trainer must not wait for it
            fail(e);
        } finally {
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        }
    }

    private void follow() {
        consumer.assign(List.of(topic));
        consumer.seekToEnd(List.of(topic));
        consumer.position(topic);
        listens = true;
        channel.ring();
        while (!stopped) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                assembler
                        .accept(record.key(), record.value())
                        .ifPresent(model -> channel.put(VersionSplitter.of(model.version())));
            }
            refused = assembler.refused();
        }
    }

    private void fail(Throwable cause) {
        if (stopped) {
            return;
        }
        try {
            channel.fail(
                    new IllegalStateException("the topic " + topic.topic() + " cannot be followed: " + cause, cause));
        } catch (RejectedExecutionException e) {
            stopped = true; // the trainer has gone
        }
    }
}
