package io.backflow.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.Patience;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.feedback.FeedbackChannel;
import io.backflow.jobs.protocol.Join;
import io.backflow.local.EmbeddedBroker;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What ends the thread of a worker that follows the topic reaches the worker. */
@Timeout(600)
final class ParameterFollowerIT {

    @Test
    void anErrorInTheThreadFailsTheWorker() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            JobConfig config = JobConfig.parse("""
                    kafka: {bootstrap_servers: "%s"}
                    model: {input: {type: features, size: 1}, layers: [{type: gru, units: 1}], head: {units: 1, loss: mse}}
                    server: {feedback: topic}
                    """.formatted(broker.bootstrapServers()));
            new Topics(config.kafka(), Topics.PATIENCE).create(1, Optional.empty());
            Semaphore rings = new Semaphore(0);
            AtomicBoolean broken = new AtomicBoolean(true);
            FeedbackChannel channel = new FeedbackChannel();
            channel.subscribe(() -> {
                if (broken.getAndSet(false)) {
                    throw new NoClassDefFoundError("io/backflow/Absent");
                }
                rings.release();
            });
            Join join = new Join(0, 5);

            try (TopicSubscription worker =
                    new TopicSubscription(join, channel, new ParameterFollower(config, join, channel))) {
                assertThat(rings.tryAcquire(Patience.LONG.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
                assertThatThrownBy(worker::take)
                        .hasMessageContaining("the topic parameters cannot be followed")
                        .hasRootCauseInstanceOf(NoClassDefFoundError.class);
            }
        }
    }
}
