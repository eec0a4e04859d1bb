package io.backflow.local.watch;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.kafka.Topics;
import io.backflow.local.RunningJob;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** Looks up what keeps a job from reporting: the job itself, or the broker; empty: there is just no input. */
final class Obstacle implements Supplier<Optional<String>> {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final RunningJob job;
    private final KafkaConfig kafka;

    Obstacle(RunningJob job, KafkaConfig kafka) {
        this.job = job;
        this.kafka = kafka;
    }

    @Override
    public Optional<String> get() {
        try {
            return answers()
                    ? job.starting()
                    : Optional.of("the broker at " + kafka.bootstrapServers() + " does not answer");
        } catch (ExecutionException e) {
            return Optional.empty(); // the job has just ended, and its end says more
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private boolean answers() throws InterruptedException {
        try (Admin admin = Topics.admin(kafka, PATIENCE)) {
            return !admin.describeCluster().nodes().get().isEmpty();
        } catch (ExecutionException | KafkaException | ConfigException e) {
            return false; // the last where the name of its machine leads nowhere by now
        }
    }
}
