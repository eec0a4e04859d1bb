package io.backflow.jobs.kafka;

import java.io.IOException;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A writer whose failures name the topic and a remedy, and end no more than their job. */
final class ExplainedWriter<T> implements SinkWriter<T> {

    private static final Logger LOG = LoggerFactory.getLogger(ExplainedWriter.class);

    private final SinkWriter<T> writer;
    private final Destination destination;

    ExplainedWriter(SinkWriter<T> writer, Destination destination) {
        this.writer = writer;
        this.destination = destination;
    }

    @Override
    public void write(T element, Context context) throws IOException, InterruptedException {
        try {
            writer.write(element, context);
        } catch (IOException | KafkaException | FlinkRuntimeException e) {
            throw destination.explain(e);
        }
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
        try {
            writer.flush(endOfInput);
        } catch (IOException | KafkaException | FlinkRuntimeException e) {
            throw destination.explain(e);
        }
    }

    @Override
    public void writeWatermark(Watermark watermark) throws IOException, InterruptedException {
        writer.writeWatermark(watermark);
    }

    /**
     * Never fails: Flink ends the whole TaskManager where a task that has failed, or is cancelled, cannot be closed.
     * And a writer learns here of records that were refused after the first. Each checkpoint and the end of the input
     * have flushed what came before them, and the job goes on from there, so nothing is lost by it.
     */
    @Override
    public void close() {
        try {
            writer.close();
        } catch (Exception e) {
            LOG.warn("Records that no checkpoint holds were not written", destination.explain(e));
        }
    }
}
