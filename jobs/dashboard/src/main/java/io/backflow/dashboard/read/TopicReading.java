package io.backflow.dashboard.read;

import io.backflow.jobs.config.KafkaConfig;
import org.jspecify.annotations.Nullable;

/** A topic that is read. What opens it anew after a failure is here; what its records say is not. */
abstract class TopicReading implements Reading {

    private final KafkaConfig kafka;
    private final String topic;
    private final long history;
    private @Nullable TopicTail tail;

    /** @param history records before the end with which the reading begins */
    TopicReading(KafkaConfig kafka, String topic, long history) {
        this.kafka = kafka;
        this.topic = topic;
        this.history = history;
    }

    @Override
    public final String name() {
        return "topic " + topic;
    }

    /** The topic, at the place up to which it was read. */
    final TopicTail tail() {
        TopicTail open = tail;
        if (open == null) {
            open = new TopicTail(kafka, topic);
            tail = open;
            open.seekBack(history);
        }
        return open;
    }

    /** Lets go of the topic; the next reading begins as the first one. */
    final void leave() {
        TopicTail open = tail;
        tail = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public final void close() {
        leave();
    }
}
