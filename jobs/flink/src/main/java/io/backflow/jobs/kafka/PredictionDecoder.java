package io.backflow.jobs.kafka;

import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.schema.Prediction;
import io.backflow.schema.wire.Wire;
import io.backflow.schema.wire.WireException;
import java.util.Optional;

/**
 * Reads from records of the topic {@code predictions} what the network said when it trained a step. Not thread-safe.
 */
public final class PredictionDecoder {

    private final Wire<Prediction> wire = Wire.of(Prediction.class, Prediction.getClassSchema(), Wire.ONE_MEBIBYTE);

    /** The inverse of what a job writes; empty where the record is a forecast made on arrival. */
    public Optional<PrequentialPrediction> decode(byte[] value) throws WireException {
        Prediction record = wire.decode(value);
        if (record.getTargetStep() != null) {
            return Optional.empty();
        }
        return Optional.of(new PrequentialPrediction(
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
                record.getWeight()));
    }
}
