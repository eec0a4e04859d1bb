package io.backflow.jobs.kafka;

import java.io.IOException;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.kafka.sink.KafkaSink;

/**
 * A Kafka sink without Flink's committer. What is written at least once is never committed, and a committer registers
 * the same metric anew with each checkpoint, of which Flink warns in the log.
 */
record WriteOnly<T>(KafkaSink<T> sink) implements Sink<T> {

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
        return sink.createWriter(context);
    }
}
