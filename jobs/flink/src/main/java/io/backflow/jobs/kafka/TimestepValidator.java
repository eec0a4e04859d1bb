package io.backflow.jobs.kafka;

import io.backflow.jobs.config.TargetConfig;
import io.backflow.jobs.kafka.InvalidTimestep.Reason;
import io.backflow.jobs.sequence.Step;
import io.backflow.model.InputSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import io.backflow.schema.Timestep;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a timestep must fulfil for a given model, beyond being well-formed. */
final class TimestepValidator {

    private static final int MAX_ID_BYTES = 256;
    private static final long EARLIEST = Instant.parse("0001-01-01T00:00:00Z").toEpochMilli();
    private static final long LATEST = Instant.parse("9999-12-31T23:59:59Z").toEpochMilli();
    private static final float[] NOTHING = {};

    private final InputSpec input;
    private final boolean given;
    private final boolean probability;
    private final int targetWidth;
    private final int classes;
    private final float maxWeight;

    TimestepValidator(ModelSpec model, TargetConfig target, float maxWeight) {
        this.maxWeight = maxWeight;
        input = model.input();
        given = target instanceof TargetConfig.Given;
        targetWidth = model.head().targetWidth();
        classes = model.head().units();
        probability = model.head().loss() instanceof LossSpec.BinaryCrossEntropy;
    }

    /** The step, copied into the engine's form; {@code key} is the record's, which may be absent. */
    Step check(Timestep timestep, byte @Nullable [] key) throws InvalidTimestep {
        checkId(timestep.getSequenceId(), key);
        long step = timestep.getStep();
        require(step >= 0, Reason.STEP, "step is %s; it counts from 0", step);
        require(step < Long.MAX_VALUE, Reason.STEP, "step is %s; no step could follow it, count from 0", step);
        long eventTime = timestep.getEventTime().toEpochMilli();
        require(
                eventTime >= EARLIEST && eventTime <= LATEST,
                Reason.EVENT_TIME,
                "event_time is %s ms after 1970, outside the years 1 to 9999; is it in other units?",
                eventTime);
        float weight = timestep.getWeight();
        require(
                weight >= 0 && weight <= maxWeight,
                Reason.WEIGHT,
                "weight is %s; it must be from 0 to %s (stream.max_weight)",
                weight,
                maxWeight);
        return new Step(
                timestep.getSequenceId(),
                step,
                eventTime,
                features(timestep),
                token(timestep),
                target(timestep),
                label(timestep),
                weight,
                timestep.getEndOfSequence());
    }

    private static void checkId(String id, byte @Nullable [] key) throws InvalidTimestep {
        require(!id.isEmpty(), Reason.SEQUENCE_ID, "sequence_id is empty; name the sequence");
        byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
        require(
                bytes.length <= MAX_ID_BYTES,
                Reason.SEQUENCE_ID,
                "sequence_id takes %s bytes; at most %s are allowed",
                bytes.length,
                MAX_ID_BYTES);
        require(
                key == null || Arrays.equals(key, bytes),
                Reason.KEY,
                "the record's key is not its sequence_id (%s); key records by it",
                id);
    }

    private float[] features(Timestep timestep) throws InvalidTimestep {
        int expected = input instanceof InputSpec.Features features ? features.size() : 0;
        int found = timestep.getFeatures().size();
        require(found == expected, Reason.FEATURES, "there are %s features; the model takes %s", found, expected);
        return expected == 0 ? NOTHING : finite(timestep.getFeatures(), Reason.FEATURES);
    }

    private int token(Timestep timestep) throws InvalidTimestep {
        Integer token = timestep.getToken();
        if (!(input instanceof InputSpec.Tokens tokens)) {
            require(token == null, Reason.TOKEN, "token is %s, but the model takes features; leave it out", token);
            return Step.NONE;
        }
        require(token != null, Reason.TOKEN, "there is no token; the model takes one");
        require(
                token >= 0 && token < tokens.vocabulary(),
                Reason.TOKEN,
                "token is %s; the model knows 0 to %s",
                token,
                tokens.vocabulary() - 1);
        return token;
    }

    private float @Nullable [] target(Timestep timestep) throws InvalidTimestep {
        List<Float> target = timestep.getTarget();
        if (target == null || !given) {
            return null;
        }
        require(targetWidth > 0, Reason.TARGET, "there is a target, but the head classifies; set label instead");
        require(
                target.size() == targetWidth,
                Reason.TARGET,
                "the target has %s numbers; the head learns %s",
                target.size(),
                targetWidth);
        float[] values = finite(target, Reason.TARGET);
        for (float value : values) {
            require(
                    !probability || (value >= 0 && value <= 1),
                    Reason.TARGET,
                    "target holds %s; binary_cross_entropy takes 0 to 1",
                    value);
        }
        return values;
    }

    /** A label below 0 is no label, as with PyTorch, whose losses ignore -100. */
    private int label(Timestep timestep) throws InvalidTimestep {
        Integer label = timestep.getLabel();
        if (label == null || !given) {
            return Step.NONE;
        }
        require(
                targetWidth == 0,
                Reason.LABEL,
                "label is %s, but the head does not classify; set target instead",
                label);
        require(label < classes, Reason.LABEL, "label is %s; the head knows 0 to %s", label, classes - 1);
        return label < 0 ? Step.NONE : label;
    }

    private static float[] finite(List<Float> values, Reason field) throws InvalidTimestep {
        float[] array = new float[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i);
            if (!Float.isFinite(array[i])) {
                String name = field.name().toLowerCase(Locale.ROOT);
                throw new InvalidTimestep(
                        field, "%s[%s] is %s; only finite numbers can be learnt".formatted(name, i, array[i]));
            }
        }
        return array;
    }

    private static void require(boolean holds, Reason reason, String message, @Nullable Object... arguments)
            throws InvalidTimestep {
        if (!holds) {
            throw new InvalidTimestep(reason, message.formatted(arguments));
        }
    }
}
