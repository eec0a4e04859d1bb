package io.backflow.dashboard.read;

import io.backflow.dashboard.view.RunView;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.KafkaConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** How far the offsets that the training job has committed are behind the ends of the topic {@code timesteps}. */
final class LagReading implements Reading {

    private final KafkaConfig kafka;
    private final RunView view;
    private @Nullable Admin admin;

    LagReading(JobConfig config, RunView view) {
        kafka = config.kafka();
        this.view = view;
    }

    @Override
    public String name() {
        return "lag of group " + kafka.groupId() + " in topic " + kafka.topics().timesteps();
    }

    @Override
    public Duration interval() {
        return Duration.ofSeconds(3);
    }

    @Override
    public void read() throws Exception {
        try {
            view.committedLag(lag(admin()));
        } catch (ExecutionException | TimeoutException e) {
            view.committedLag(Double.NaN);
            throw e;
        }
    }

    /** NaN where the job has committed nothing yet. */
    private double lag(Admin open) throws Exception {
        String topic = kafka.topics().timesteps();
        TopicDescription description =
                get(open.describeTopics(List.of(topic)).allTopicNames()).get(topic);
        if (description == null) {
            return Double.NaN;
        }
        Map<TopicPartition, OffsetSpec> newest = description.partitions().stream()
                .collect(Collectors.toMap(
                        info -> new TopicPartition(topic, info.partition()), info -> OffsetSpec.latest()));
        Map<TopicPartition, OffsetAndMetadata> committed =
                get(open.listConsumerGroupOffsets(kafka.groupId()).partitionsToOffsetAndMetadata());
        double lag = 0;
        boolean known = false;
        for (var end : get(open.listOffsets(newest).all()).entrySet()) {
            OffsetAndMetadata at = committed.get(end.getKey());
            known |= at != null;
            lag += Math.max(0, end.getValue().offset() - (at == null ? 0 : at.offset()));
        }
        return known ? lag : Double.NaN;
    }

    private static <T> T get(KafkaFuture<T> future) throws ExecutionException, InterruptedException, TimeoutException {
        return future.get(TopicTail.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Admin admin() {
        Admin open = admin;
        if (open == null) {
            Properties settings = kafka.clientProperties();
            settings.setProperty("default.api.timeout.ms", Long.toString(TopicTail.PATIENCE.toMillis()));
            settings.setProperty("request.timeout.ms", Long.toString(TopicTail.PATIENCE.toMillis()));
            open = Admin.create(settings);
            admin = open;
        }
        return open;
    }

    @Override
    public void close() {
        if (admin != null) {
            admin.close(Duration.ofSeconds(1));
            admin = null;
        }
    }
}
