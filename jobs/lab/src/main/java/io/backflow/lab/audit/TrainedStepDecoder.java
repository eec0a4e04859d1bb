package io.backflow.lab.audit;

import io.backflow.jobs.kafka.PredictionSerializer;
import io.backflow.schema.PredictedStep;
import io.backflow.schema.Prediction;
import io.backflow.schema.wire.Wire;
import io.backflow.schema.wire.WireException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Reads which steps the topic {@code predictions} speaks of, and who says so. Not thread-safe. */
public final class TrainedStepDecoder {

    private final Wire<Prediction> wire = Wire.of(Prediction.class, Prediction.getClassSchema(), Wire.ONE_MEBIBYTE);

    /** Records of before writers signed count as one writer's. */
    public List<TrainedStep> decode(ConsumerRecord<byte[], byte[]> record) throws WireException {
        Prediction prediction = wire.decode(record.value());
        Header writer = record.headers().lastHeader(PredictionSerializer.WRITER);
        long signature = writer != null && writer.value().length == Long.BYTES
                ? ByteBuffer.wrap(writer.value()).getLong()
                : 0;
        String id = prediction.getSequenceId();
        List<TrainedStep> steps = new ArrayList<>();
        steps.add(new TrainedStep(
                signature, id, prediction.getStep(), prediction.getEventTime().toEpochMilli()));
        for (PredictedStep step : prediction.getFollowing()) {
            steps.add(new TrainedStep(
                    signature, id, step.getStep(), step.getEventTime().toEpochMilli()));
        }
        return steps;
    }
}
