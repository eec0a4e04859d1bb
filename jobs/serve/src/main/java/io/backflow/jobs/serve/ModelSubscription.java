package io.backflow.jobs.serve;

import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.ServedModel;
import io.backflow.jobs.parameters.ModelAssembler;
import io.backflow.jobs.parameters.ModelLimits;
import io.backflow.jobs.parameters.PublishedModel;
import io.backflow.model.ParameterLayout;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a {@link ServedModel} at the newest version that its run has published: reads the topic {@code parameters} on a
 * thread of its own, from the beginning, and lets the model adopt each version that is whole, verified and committed.
 * Of those that were there before, the model adopts the newest only. If the brokers are away, the model keeps its
 * version, and goes on when they are back.
 */
public final class ModelSubscription implements AutoCloseable {

    private static final Duration POLL = Duration.ofSeconds(1);

    /** Shards whose last chunks may be short; a run with more is read too, but may need a retry of a whole version. */
    private static final int SHARDS = 4096;

    private final ParametersTopic source;
    private final ServedModel model;
    private final TopicPartition partition;
    private final ModelAssembler assembler;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final CountDownLatch ready = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean stopped;
    private volatile long refused;
    private volatile @Nullable RuntimeException failure;
    private String form = "";

    private ModelSubscription(ParametersTopic source, ServedModel model) {
        this.source = source;
        this.model = model;
        partition = new TopicPartition(source.topic(), 0);
        int values = ParameterLayout.of(model.spec().model()).size();
        assembler = new ModelAssembler(source.run(), ModelLimits.forModelsOf(values, Math.min(values, SHARDS)));
        consumer = new KafkaConsumer<>(source.consumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        thread = new Thread(this::run, "model-subscription-" + source.run());
        thread.setDaemon(true);
    }

    /** Begins to follow {@code source}; {@code model} is not closed with the subscription. */
    public static ModelSubscription start(ParametersTopic source, ServedModel model) {
        ModelSubscription subscription = new ModelSubscription(source, model);
        subscription.thread.start();
        return subscription;
    }

    /**
     * Waits until the model has the newest version of those that were published when this began, or the first one.
     *
     * @throws TimeoutException where none came in time
     * @throws IllegalStateException where the topic cannot be followed
     */
    public void await(Duration timeout) throws InterruptedException, TimeoutException {
        boolean came = ready.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
        RuntimeException problem = failure;
        if (problem != null) {
            throw problem;
        }
        if (!came) {
            throw new TimeoutException(source + " gave no whole version in " + timeout.toMillis() / 1000.0
                    + " s; look whether the job runs and publishes there");
        }
    }

    /** Why the topic is not followed any more; empty while it is. The model keeps the version that it has. */
    public Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Records of the run so far that could not be read, contradicted each other or were too large. */
    public long refused() {
        return refused;
    }

    private void run() {
        try {
            follow();
        } catch (WakeupException e) {
            // stopped
        } catch (Throwable e) { // an Error ends this thread as well, and await must not wait for it
            failure = new IllegalStateException(source + " cannot be followed: " + e.getMessage(), e);
            ready.countDown();
        } finally {
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        }
    }

    private void follow() {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        PublishedModel newest = null;
        while (!stopped) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                newest = assembler.accept(record.key(), record.value()).orElse(newest);
            }
            refused = assembler.refused();
            if (newest != null && consumer.position(partition) >= end) {
                adopt(newest);
                newest = null;
            }
        }
    }

    private void adopt(PublishedModel published) {
        String said = published.model() + published.forecast();
        if (!said.equals(form)) {
            check(published);
            form = said;
        }
        model.adopt(published.version().values(), published.version().version());
        ready.countDown();
    }

    private void check(PublishedModel published) {
        if (!JobConfig.parseModel(published.model()).equals(model.spec().model())) {
            throw new IllegalStateException("its model is of another form than the one that is served; open the model"
                    + " with the configuration of the run");
        }
        ForecastSpec served = model.spec().withoutColumns();
        published.spec().ifPresent(trained -> served.checkFits(trained, "its model"));
    }

    /** Stops following; the model keeps its version. */
    @Override
    public void close() {
        stopped = true;
        consumer.wakeup();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
