package io.backflow.jobs.kafka;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.controller.ControlFeed;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Commands from the topic {@code control}, which need not be there.
 *
 * @param config of the training job
 * @param since when the job was submitted, in milliseconds since the epoch: what is older is for a former job
 */
record TopicControlFeed(JobConfig config, long since) implements ControlFeed {

    private static final long serialVersionUID = 1L;

    @Override
    public AutoCloseable open(@Nullable Map<Integer, Long> next, Receiver receiver) {
        ControlReader reader = new ControlReader(this, next, receiver);
        Thread thread = new Thread(reader, "control-feed");
        thread.setDaemon(true);
        thread.start();
        return () -> {
            reader.stop();
            thread.join(Duration.ofSeconds(10).toMillis());
        };
    }
}
