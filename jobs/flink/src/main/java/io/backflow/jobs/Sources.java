package io.backflow.jobs;

import io.backflow.jobs.controller.ControlFeed;
import io.backflow.jobs.feedback.FeedbackEdge;
import io.backflow.jobs.kafka.DecodeResult;
import org.apache.flink.api.connector.source.Source;
import org.jspecify.annotations.Nullable;

/**
 * Where the pipeline reads.
 *
 * @param timesteps each partition in the order of its sequences' steps; watermarks are the pipeline's to make
 * @param labels labels that come later; null where they come among the timesteps, or none do
 * @param parameters how the server's versions come back to the workers
 * @param control commands to the job
 */
public record Sources(
        Source<DecodeResult, ?, ?> timesteps,
        @Nullable Source<DecodeResult, ?, ?> labels,
        FeedbackEdge parameters,
        ControlFeed control) {

    /** Without a topic of labels. */
    public Sources(Source<DecodeResult, ?, ?> timesteps, FeedbackEdge parameters, ControlFeed control) {
        this(timesteps, null, parameters, control);
    }

    /** Of a job without commands. */
    public Sources(Source<DecodeResult, ?, ?> timesteps, FeedbackEdge parameters) {
        this(timesteps, parameters, ControlFeed.none());
    }
}
