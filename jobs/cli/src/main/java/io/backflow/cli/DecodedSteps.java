package io.backflow.cli;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.kafka.DecodeResult;
import io.backflow.jobs.kafka.Rejected;
import io.backflow.jobs.kafka.TimestepDecoder;
import io.backflow.jobs.replay.SkippedRow;
import io.backflow.jobs.replay.StepReader;
import io.backflow.jobs.sequence.Step;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Reads records, before they are written, as the job will that they are for. */
final class DecodedSteps implements StepReader {

    private final TimestepDecoder decoder;
    private final String topic;

    DecodedSteps(JobConfig config, String topic) {
        decoder = new TimestepDecoder(config);
        this.topic = topic;
    }

    @Override
    public Step read(byte[] key, byte[] value) throws SkippedRow {
        DecodeResult result = decoder.decode(new ConsumerRecord<>(
                topic,
                0,
                0,
                System.currentTimeMillis(),
                TimestampType.CREATE_TIME,
                key.length,
                value.length,
                key,
                value,
                new RecordHeaders(),
                Optional.empty()));
        Step step = result.step();
        Rejected rejected = result.rejected();
        if (step == null) {
            throw rejected == null
                    ? new SkippedRow("malformed", "it is no step")
                    : new SkippedRow(rejected.reason(), rejected.message());
        }
        return step;
    }
}
