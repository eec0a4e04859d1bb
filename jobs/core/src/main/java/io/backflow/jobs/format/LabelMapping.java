package io.backflow.jobs.format;

import io.backflow.jobs.config.FieldPath;
import io.backflow.jobs.config.FieldsConfig;
import io.backflow.jobs.config.LabelField;
import io.backflow.jobs.config.LabelsConfig;
import io.backflow.jobs.config.OrderConfig;
import io.backflow.jobs.config.StreamConfig;
import io.backflow.jobs.config.TimeField;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepLabel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Fields to a label that comes later. Whether the label suits the model is not decided here. */
final class LabelMapping {

    private final SequenceName sequence;
    private final int step;
    private final @Nullable TimeRule stepTime;
    private final int stepTimeSlot;
    private final boolean byTime;
    private final TimeRule time;
    private final @Nullable ColumnList target;
    private final @Nullable ClassRule label;
    private final int weight;

    /** @param slots takes the paths that are mapped */
    LabelMapping(StreamConfig stream, Slots slots) {
        LabelsConfig config = Objects.requireNonNull(stream.labels());
        FieldsConfig fields = Objects.requireNonNull(stream.fields());
        byTime = stream.order() instanceof OrderConfig.Time;
        sequence = new SequenceName(Objects.requireNonNullElse(config.sequence(), fields.sequence()).stream()
                .mapToInt(slots::of)
                .toArray());
        String number = config.step() == null ? fields.step() : config.step();
        step = byTime || number == null ? PathNode.NONE : slots.of(number);
        TimeField named = config.stepTime() == null && byTime ? fields.time() : config.stepTime();
        stepTimeSlot = named == null ? PathNode.NONE : slots.of(named.path());
        stepTime = named == null ? null : new TimeRule("the step's event time (stream.labels)", named, stepTimeSlot);
        boolean stamped = config.time().path().equals(FieldPath.TIMESTAMP);
        time = new TimeRule(
                "time when the label became known (stream.labels.time)",
                config.time(),
                stamped ? PathNode.NONE : slots.of(config.time().path()));
        target = config.target() == null ? null : new ColumnList(config.target(), slots);
        LabelField labels = config.label();
        label = labels == null ? null : new ClassRule(labels, slots.of(labels.path()));
        weight = config.weight() == null ? PathNode.NONE : slots.of(config.weight());
    }

    /** Whether a record says what became known of a step. */
    boolean hasTruth(Fields fields) {
        return target != null && !target.isAbsent(fields) || label != null && !label.isAbsent(fields);
    }

    /** The label that {@code fields} of {@code record} make. */
    StepLabel label(Fields fields, Incoming record) throws RecordException {
        return new StepLabel(
                sequence.of(fields),
                number(fields),
                stepTime == null || !byTime && fields.isAbsent(stepTimeSlot)
                        ? StepLabel.UNKNOWN
                        : stepTime.millis(fields, record),
                time.millis(fields, record),
                target == null || target.isAbsent(fields) ? null : target.values(fields),
                label == null ? Step.NONE : label.of(fields),
                weight == PathNode.NONE || fields.isAbsent(weight) ? Float.NaN : (float) fields.number(weight, true));
    }

    private long number(Fields fields) throws RecordException {
        if (step == PathNode.NONE) {
            return Step.NONE;
        }
        if (fields.isAbsent(step)) {
            throw fields.missing(step, "number of the step that the label is of (stream.labels.step)");
        }
        return fields.whole(step);
    }
}
