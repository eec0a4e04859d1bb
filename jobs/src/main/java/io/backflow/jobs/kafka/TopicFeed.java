package io.backflow.jobs.kafka;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.feedback.Inbox;
import io.backflow.jobs.feedback.ParameterFeed;
import io.backflow.jobs.feedback.Place;
import io.backflow.jobs.feedback.Reception;
import io.backflow.jobs.sync.Join;
import java.security.SecureRandom;

/** Each trainer follows the topic {@code parameters} for itself. */
final class TopicFeed implements ParameterFeed {

    private static final long serialVersionUID = 1L;

    private final JobConfig config;

    TopicFeed(JobConfig config) {
        this.config = config;
    }

    @Override
    public Reception open(Place place, Inbox.Bell bell) {
        Join join = new Join(place.subtask(), new SecureRandom().nextLong());
        Inbox inbox = new Inbox();
        inbox.attend(bell);
        return new TopicReception(join, inbox, new ParameterFollower(config, join, inbox));
    }

    @Override
    public boolean coLocated() {
        return false;
    }
}
