package io.backflow.jobs.kafka;

import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.schema.PredictedStep;
import io.backflow.schema.Prediction;
import io.backflow.schema.wire.Wire;
import io.backflow.schema.wire.WireException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads from records of the topic {@code predictions} what the network said when it trained a step. Not thread-safe.
 */
public final class PredictionDecoder {

    private final Wire<Prediction> wire = Wire.of(Prediction.class, Prediction.getClassSchema(), Wire.ONE_MEBIBYTE);

    /** The inverse of what a job writes, in the order of the steps; empty where a record is a forecast on arrival. */
    public List<PrequentialPrediction> decode(byte[] value) throws WireException {
        Prediction record = wire.decode(value);
        if (record.getTargetStep() != null) {
            return List.of();
        }
        List<PrequentialPrediction> steps = new ArrayList<>();
        steps.add(first(record));
        record.getFollowing().forEach(step -> steps.add(following(record, step)));
        return steps;
    }

    private static PrequentialPrediction first(Prediction record) {
        return new PrequentialPrediction(
                record.getSequenceId(),
                record.getStep(),
                record.getEventTime().toEpochMilli(),
                record.getVersion(),
                AvroLists.array(record.getPrediction()),
                AvroLists.indices(record.getClasses()),
                AvroLists.arrayOrNull(record.getTarget()),
                AvroLists.arrayOrNull(record.getBaseline()),
                AvroLists.orNaN(record.getLoss()),
                AvroLists.orNaN(record.getBaselineLoss()),
                record.getWeight());
    }

    private static PrequentialPrediction following(Prediction record, PredictedStep step) {
        return new PrequentialPrediction(
                record.getSequenceId(),
                step.getStep(),
                step.getEventTime().toEpochMilli(),
                record.getVersion(),
                AvroLists.array(step.getPrediction()),
                AvroLists.indices(step.getClasses()),
                null,
                null,
                AvroLists.orNaN(step.getLoss()),
                AvroLists.orNaN(step.getBaselineLoss()),
                step.getWeight());
    }
}
