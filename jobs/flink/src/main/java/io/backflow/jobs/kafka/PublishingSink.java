package io.backflow.jobs.kafka;

import io.backflow.jobs.publish.ModelVersion;
import java.io.IOException;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Writes each model version as its records, in their order. */
record PublishingSink(Sink<PublishedRecord> records, String model) implements Sink<ModelVersion> {

    @Override
    public SinkWriter<ModelVersion> createWriter(WriterInitContext context) throws IOException {
        return new Writer(records.createWriter(context), new ModelRecords(model));
    }

    private record Writer(SinkWriter<PublishedRecord> records, ModelRecords split) implements SinkWriter<ModelVersion> {

        @Override
        public void write(ModelVersion version, Context context) throws IOException, InterruptedException {
            split.write(version, record -> records.write(record, context));
        }

        @Override
        public void flush(boolean endOfInput) throws IOException, InterruptedException {
            records.flush(endOfInput);
        }

        @Override
        public void close() throws Exception {
            records.close();
        }
    }
}
