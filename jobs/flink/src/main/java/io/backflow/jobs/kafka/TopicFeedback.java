package io.backflow.jobs.kafka;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.feedback.FeedbackChannel;
import io.backflow.jobs.feedback.FeedbackEdge;
import io.backflow.jobs.feedback.FeedbackSubscription;
import io.backflow.jobs.feedback.SubtaskFeedbackKey;
import io.backflow.jobs.protocol.Join;
import java.security.SecureRandom;

/** Each trainer follows the topic {@code parameters} for itself. */
final class TopicFeedback implements FeedbackEdge {

    private static final long serialVersionUID = 1L;

    private final JobConfig config;

    TopicFeedback(JobConfig config) {
        this.config = config;
    }

    /** No tail waits for a trainer that follows the topic. */
    @Override
    public Presence announce(SubtaskFeedbackKey subtask) {
        return () -> {};
    }

    @Override
    public FeedbackSubscription open(SubtaskFeedbackKey subtask, FeedbackChannel.Listener listener) {
        Join join = new Join(subtask.subtask(), new SecureRandom().nextLong());
        FeedbackChannel channel = new FeedbackChannel();
        channel.subscribe(listener);
        return new TopicSubscription(join, channel, new ParameterFollower(config, join, channel));
    }

    @Override
    public boolean coLocated() {
        return false;
    }
}
