package io.backflow.jobs.format;

import io.backflow.jobs.config.FieldPath;
import io.backflow.jobs.config.FieldsConfig;
import io.backflow.jobs.config.LabelField;
import io.backflow.jobs.sequence.Step;
import io.backflow.model.InputSpec;
import org.jspecify.annotations.Nullable;

/** Fields to a step. Whether the step suits the model is not decided here. */
final class Mapping {

    private static final float[] NOTHING = {};

    private final boolean tokens;
    private final SequenceName sequence;
    private final TimeRule time;
    private final int step;
    private final ColumnList features;
    private final @Nullable ColumnList target;
    private final @Nullable ClassRule label;
    private final int weight;
    private final int end;

    /** @param slots takes the paths that are mapped */
    Mapping(FieldsConfig config, InputSpec input, Slots slots) {
        tokens = input instanceof InputSpec.Tokens;
        sequence =
                new SequenceName(config.sequence().stream().mapToInt(slots::of).toArray());
        boolean stamped = config.time().path().equals(FieldPath.TIMESTAMP);
        time = new TimeRule(
                "event time (stream.fields.time)",
                config.time(),
                stamped ? PathNode.NONE : slots.of(config.time().path()));
        step = optional(config.step(), slots);
        features = new ColumnList(config.features(), slots);
        target = config.target() == null ? null : new ColumnList(config.target(), slots);
        LabelField labels = config.label();
        label = labels == null ? null : new ClassRule(labels, slots.of(labels.path()));
        weight = optional(config.weight(), slots);
        end = optional(config.end(), slots);
    }

    private static int optional(@Nullable String path, Slots slots) {
        return path == null ? PathNode.NONE : slots.of(path);
    }

    /** The step that {@code fields} of {@code record} make; features that are absent are NaN. */
    Step step(Fields fields, Incoming record) throws RecordException {
        return new Step(
                sequence.of(fields),
                number(fields),
                time.millis(fields, record),
                tokens ? NOTHING : features.values(fields),
                tokens ? token(fields) : Step.NONE,
                target(fields),
                label == null ? Step.NONE : label.of(fields),
                weight == PathNode.NONE || fields.isAbsent(weight) ? 1 : (float) fields.number(weight, true),
                end != PathNode.NONE && !fields.isAbsent(end) && fields.number(end, true) != 0);
    }

    private long number(Fields fields) throws RecordException {
        if (step == PathNode.NONE) {
            return Step.NONE;
        }
        if (fields.isAbsent(step)) {
            throw fields.missing(step, "step number (stream.fields.step)");
        }
        return fields.whole(step);
    }

    private int token(Fields fields) throws RecordException {
        long token = features.token(fields);
        if (token != (int) token) {
            throw RecordException.field("the token is " + token + "; it must be a number of the model's vocabulary");
        }
        return (int) token;
    }

    private float @Nullable [] target(Fields fields) throws RecordException {
        return target == null || target.isAbsent(fields) ? null : target.values(fields);
    }

    /** Whether a record has no part of the network's input. */
    boolean hasNoFeatures(Fields fields) {
        return features.isAbsent(fields);
    }
}
