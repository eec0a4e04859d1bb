package io.backflow.jobs.kafka;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.scorer.ModelFeed;
import java.time.Duration;
import java.util.Map;

/**
 * Versions from the topic {@code parameters}, which is read from its beginning each time, because a version may name
 * chunks that an earlier one has brought; and commands from the topic {@code control}, where there is one.
 *
 * @param config of the scoring job
 */
public record TopicModelFeed(JobConfig config) implements ModelFeed {

    private static final long serialVersionUID = 1L;

    @Override
    public AutoCloseable open(Map<Integer, Long> read, Receiver receiver) {
        ModelFeedReader reader = new ModelFeedReader(config, Map.copyOf(read), receiver);
        Thread thread = new Thread(reader, "model-feed");
        thread.setDaemon(true);
        thread.start();
        return () -> {
            reader.stop();
            thread.join(Duration.ofSeconds(10).toMillis());
        };
    }
}
