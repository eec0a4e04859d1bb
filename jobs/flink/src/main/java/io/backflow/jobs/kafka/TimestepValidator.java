package io.backflow.jobs.kafka;

import io.backflow.jobs.config.TargetConfig;
import io.backflow.jobs.kafka.InvalidTimestep.Reason;
import io.backflow.jobs.sequence.Step;
import io.backflow.model.InputSpec;
import io.backflow.model.InputSpec.Missing;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import io.backflow.schema.Timestep;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
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
        if (step < 0) {
            throw refusal(Reason.STEP, "step is %s; it counts from 0", step);
        }
        if (step == Long.MAX_VALUE) {
            throw refusal(Reason.STEP, "step is %s; no step could follow it, count from 0", step);
        }
        long eventTime = timestep.getEventTime().toEpochMilli();
        if (eventTime < EARLIEST || eventTime > LATEST) {
            throw refusal(
                    Reason.EVENT_TIME,
                    "event_time is %s ms after 1970, outside the years 1 to 9999; is it in other units?",
                    eventTime);
        }
        float weight = timestep.getWeight();
        if (!(weight >= 0 && weight <= maxWeight)) {
            throw refusal(
                    Reason.WEIGHT, "weight is %s; it must be from 0 to %s (stream.max_weight)", weight, maxWeight);
        }
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
        if (id.isEmpty()) {
            throw refusal(Reason.SEQUENCE_ID, "sequence_id is empty; name the sequence");
        }
        byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_ID_BYTES) {
            throw refusal(
                    Reason.SEQUENCE_ID,
                    "sequence_id takes %s bytes; at most %s are allowed",
                    bytes.length,
                    MAX_ID_BYTES);
        }
        if (key != null && !Arrays.equals(key, bytes)) {
            throw refusal(Reason.KEY, "the record's key is not its sequence_id (%s); key records by it", id);
        }
    }

    private float[] features(Timestep timestep) throws InvalidTimestep {
        int expected = input instanceof InputSpec.Features features ? features.size() : 0;
        int found = timestep.getFeatures().size();
        if (found != expected) {
            throw refusal(Reason.FEATURES, "there are %s features; the model takes %s", found, expected);
        }
        return expected == 0 ? NOTHING : finite(timestep.getFeatures(), Reason.FEATURES, this::mayMiss);
    }

    private boolean mayMiss(int feature) {
        return input instanceof InputSpec.Features features && features.missing(feature) != Missing.REJECT;
    }

    private int token(Timestep timestep) throws InvalidTimestep {
        Integer token = timestep.getToken();
        if (!(input instanceof InputSpec.Tokens tokens)) {
            if (token != null) {
                throw refusal(Reason.TOKEN, "token is %s, but the model takes features; leave it out", token);
            }
            return Step.NONE;
        }
        if (token == null) {
            throw refusal(Reason.TOKEN, "there is no token; the model takes one");
        }
        if (token < 0 || token >= tokens.vocabulary()) {
            throw refusal(Reason.TOKEN, "token is %s; the model knows 0 to %s", token, tokens.vocabulary() - 1);
        }
        return token;
    }

    private float @Nullable [] target(Timestep timestep) throws InvalidTimestep {
        List<Float> target = timestep.getTarget();
        if (target == null || !given) {
            return null;
        }
        if (targetWidth == 0) {
            throw refusal(Reason.TARGET, "there is a target, but the head classifies; set label instead");
        }
        if (target.size() != targetWidth) {
            throw refusal(Reason.TARGET, "the target has %s numbers; the head learns %s", target.size(), targetWidth);
        }
        float[] values = finite(target, Reason.TARGET, i -> false);
        for (float value : values) {
            if (probability && (value < 0 || value > 1)) {
                throw refusal(Reason.TARGET, "target holds %s; binary_cross_entropy takes 0 to 1", value);
            }
        }
        return values;
    }

    /** A label below 0 is no label, as with PyTorch, whose losses ignore -100. */
    private int label(Timestep timestep) throws InvalidTimestep {
        Integer label = timestep.getLabel();
        if (label == null || !given) {
            return Step.NONE;
        }
        if (targetWidth != 0) {
            throw refusal(Reason.LABEL, "label is %s, but the head does not classify; set target instead", label);
        }
        if (label >= classes) {
            throw refusal(Reason.LABEL, "label is %s; the head knows 0 to %s", label, classes - 1);
        }
        return label < 0 ? Step.NONE : label;
    }

    /** @param mayMiss which of them may be NaN */
    private static float[] finite(List<Float> values, Reason field, IntPredicate mayMiss) throws InvalidTimestep {
        float[] array = new float[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i);
            if (!Float.isFinite(array[i]) && !(Float.isNaN(array[i]) && mayMiss.test(i))) {
                String name = field.name().toLowerCase(Locale.ROOT);
                String remedy = field == Reason.FEATURES ? "; model.input.missing says what NaN may stand for" : "";
                throw refusal(field, "%s[%s] is %s; only finite numbers can be learnt%s", name, i, array[i], remedy);
            }
        }
        return array;
    }

    private static InvalidTimestep refusal(Reason reason, String message, @Nullable Object... arguments) {
        return new InvalidTimestep(reason, message.formatted(arguments));
    }
}
