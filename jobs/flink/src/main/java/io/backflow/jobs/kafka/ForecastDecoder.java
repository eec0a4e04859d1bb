package io.backflow.jobs.kafka;

import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.forecast.Moment;
import io.backflow.jobs.forecast.Outcome;
import io.backflow.schema.ForecastOutcome;
import io.backflow.schema.Prediction;
import io.backflow.schema.wire.Wire;
import io.backflow.schema.wire.WireException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads forecasts from records of the topic {@code predictions}. Not thread-safe. */
public final class ForecastDecoder {

    private final Wire<Prediction> wire = Wire.of(Prediction.class, Prediction.getClassSchema(), Wire.ONE_MEBIBYTE);

    /** The forecast in a record; empty where the record is what the network said when it was trained. */
    public Optional<Forecast> decode(byte[] value) throws WireException {
        Prediction record = wire.decode(value);
        Long about = record.getTargetStep();
        Instant madeAt = record.getMadeAt();
        if (about == null || madeAt == null) {
            return Optional.empty();
        }
        Instant time = record.getTargetTime();
        return Optional.of(new Forecast(
                record.getSequenceId(),
                new Moment(record.getStep(), record.getEventTime().toEpochMilli()),
                new Moment(about, time == null ? Moment.UNKNOWN : time.toEpochMilli()),
                new Forecast.Said(
                        record.getVersion(),
                        madeAt.toEpochMilli(),
                        AvroLists.array(record.getPrediction()),
                        AvroLists.indices(record.getClasses()),
                        bounds(record)),
                outcome(record),
                parts(record)));
    }

    private static Forecast.@Nullable Parts parts(Prediction record) {
        List<Long> steps = record.getTargetSteps();
        return steps == null
                ? null
                : new Forecast.Parts(
                        steps.stream().mapToLong(Long::longValue).toArray(),
                        record.getOutcomes().stream()
                                .map(ForecastDecoder::outcome)
                                .toArray(Outcome[]::new));
    }

    private static Outcome outcome(ForecastOutcome record) {
        return new Outcome(
                record.getScoredStep(),
                AvroLists.array(record.getTarget()),
                AvroLists.arrayOrNull(record.getBaseline()),
                AvroLists.orNaN(record.getLoss()),
                AvroLists.orNaN(record.getBaselineLoss()),
                record.getWeight(),
                AvroLists.orNaN(record.getAnomaly()));
    }

    private static Forecast.@Nullable Bounds bounds(Prediction record) {
        List<Float> lower = record.getLower();
        List<Float> upper = record.getUpper();
        Double level = record.getInterval();
        return lower == null || upper == null || level == null
                ? null
                : new Forecast.Bounds(level, AvroLists.array(lower), AvroLists.array(upper));
    }

    private static @Nullable Outcome outcome(Prediction record) {
        Long madeAfter = record.getScoredStep();
        List<Float> target = record.getTarget();
        if (madeAfter == null || target == null) {
            return null;
        }
        return new Outcome(
                madeAfter,
                AvroLists.array(target),
                AvroLists.arrayOrNull(record.getBaseline()),
                AvroLists.orNaN(record.getLoss()),
                AvroLists.orNaN(record.getBaselineLoss()),
                record.getWeight(),
                AvroLists.orNaN(record.getAnomaly()));
    }
}
