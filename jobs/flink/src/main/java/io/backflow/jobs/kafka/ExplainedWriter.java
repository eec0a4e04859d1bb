package io.backflow.jobs.kafka;

import java.io.IOException;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.kafka.common.KafkaException;

/** A writer whose failures name the topic and a remedy. */
final class ExplainedWriter<T> implements SinkWriter<T> {

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

    @Override
    public void close() throws Exception {
        writer.close();
    }
}
