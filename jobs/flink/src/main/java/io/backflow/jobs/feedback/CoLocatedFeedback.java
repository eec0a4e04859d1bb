package io.backflow.jobs.feedback;

/** Flink's own network to a tail in the trainer's slot, and from there within the JVM. */
public final class CoLocatedFeedback implements FeedbackEdge {

    private static final long serialVersionUID = 1L;

    @Override
    public Presence announce(SubtaskFeedbackKey subtask) {
        FeedbackChannelBroker broker = FeedbackChannelBroker.join(subtask);
        broker.channel().attend();
        return broker::leave;
    }

    @Override
    public FeedbackSubscription open(SubtaskFeedbackKey subtask, FeedbackChannel.Listener listener) {
        FeedbackChannelBroker broker = FeedbackChannelBroker.join(subtask);
        broker.channel().subscribe(listener);
        return broker;
    }

    @Override
    public boolean coLocated() {
        return true;
    }
}
