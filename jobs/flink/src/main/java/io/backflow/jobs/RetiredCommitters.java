package io.backflow.jobs;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * Places of the committers that Kafka sinks had in earlier builds. They never had anything to commit, but Flink kept
 * state for them, and it refuses a savepoint whose state nobody takes: an operator that passes everything on has their
 * identity.
 */
final class RetiredCommitters {

    private RetiredCommitters() {}

    /** Passes {@code stream} on under the identity of the committer of the sink with the uid {@code sink}. */
    static <T> SingleOutputStreamOperator<T> of(DataStream<T> stream, String sink) {
        return stream.map(element -> element, stream.getType())
                .name("retired-committer-" + sink)
                .uid("Sink Committer: " + sink);
    }
}
