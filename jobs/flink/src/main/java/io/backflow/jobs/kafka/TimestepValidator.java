package io.backflow.jobs.kafka;

import io.backflow.jobs.config.OrderConfig;
import io.backflow.jobs.config.StreamConfig;
import io.backflow.jobs.config.TargetConfig;
import io.backflow.jobs.kafka.InvalidTimestep.Reason;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepLabel;
import io.backflow.model.InputSpec;
import io.backflow.model.InputSpec.Missing;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import io.backflow.schema.Timestep;
import io.backflow.schema.TimestepLabel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** What a timestep must fulfil for a given model, beyond being well-formed. */
final class TimestepValidator {

    private static final int MAX_ID_BYTES = 256;

    /** UTF-8 takes at most 3 bytes for each character of a Java string. */
    private static final int MAX_BYTES_PER_CHARACTER = 3;

    private static final long EARLIEST = Instant.parse("0001-01-01T00:00:00Z").toEpochMilli();
    private static final long LATEST = Instant.parse("9999-12-31T23:59:59Z").toEpochMilli();

    private final InputSpec input;
    private final boolean given;
    private final boolean probability;
    private final int targetWidth;
    private final int classes;
    private final boolean numbered;
    private final float maxWeight;

    TimestepValidator(ModelSpec model, TargetConfig target, StreamConfig stream) {
        numbered = stream.order() instanceof OrderConfig.Number;
        maxWeight = stream.maxWeight();
        input = model.input();
        given = !(target instanceof TargetConfig.Next);
        targetWidth = model.head().targetWidth();
        classes = model.head().units();
        probability = model.head().loss() instanceof LossSpec.BinaryCrossEntropy;
    }

    /** The step, copied into the engine's form; {@code key} is the record's, which may be absent. */
    Step check(Timestep timestep, byte @Nullable [] key) throws InvalidTimestep {
        Integer token = timestep.getToken();
        if (token != null && token < 0) {
            throw unsuitable(token);
        }
        Integer label = timestep.getLabel();
        List<Float> target = timestep.getTarget();
        Step step = new Step(
                timestep.getSequenceId(),
                timestep.getStep(),
                timestep.getEventTime().toEpochMilli(),
                array(timestep.getFeatures()),
                token == null ? Step.NONE : token,
                target == null ? null : array(target),
                label == null ? Step.NONE : label,
                timestep.getWeight(),
                timestep.getEndOfSequence());
        checkKey(step.sequenceId(), key);
        return check(step);
    }

    /** The label, copied into the engine's form. */
    StepLabel check(TimestepLabel label, ConsumerRecord<byte[], byte[]> record) throws InvalidTimestep {
        Instant time = label.getEventTime();
        if (time == null && record.timestamp() < 0) {
            throw refusal(Reason.EVENT_TIME, "there is no event_time, and the record has no timestamp in Kafka");
        }
        Long step = label.getStep();
        Instant stepTime = label.getStepTime();
        List<Float> target = label.getTarget();
        Integer number = label.getLabel();
        Float weight = label.getWeight();
        StepLabel read = new StepLabel(
                label.getSequenceId(),
                step == null ? Step.NONE : step,
                stepTime == null ? StepLabel.UNKNOWN : stepTime.toEpochMilli(),
                time == null ? record.timestamp() : time.toEpochMilli(),
                target == null ? null : array(target),
                number == null ? Step.NONE : number,
                weight == null ? Float.NaN : weight);
        checkKey(read.sequenceId(), record.key());
        return check(read);
    }

    /** {@code label} without what the order of steps has no use for; throws where it does not suit the model. */
    StepLabel check(StepLabel label) throws InvalidTimestep {
        checkId(label.sequenceId());
        long number = numbered ? label.step() : Step.NONE;
        if (numbered) {
            checkNumber(number);
        } else if (label.stepTime() == StepLabel.UNKNOWN) {
            throw refusal(Reason.STEP_TIME, "there is no step_time, and stream.order is time; name the step's time");
        }
        if (label.stepTime() != StepLabel.UNKNOWN) {
            checkTime(Reason.STEP_TIME, label.stepTime());
        }
        checkTime(Reason.EVENT_TIME, label.eventTime());
        if (!Float.isNaN(label.weight())) {
            checkWeight(label.weight());
        }
        checkTarget(label.target());
        int known = label(label.label());
        if (label.target() == null && known == Step.NONE) {
            throw refusal(
                    targetWidth == 0 ? Reason.LABEL : Reason.TARGET,
                    "the label says nothing: it has neither a target nor a class from 0 on");
        }
        return new StepLabel(
                label.sequenceId(), number, label.stepTime(), label.eventTime(), label.target(), known, label.weight());
    }

    private static float[] array(List<Float> values) {
        float[] array = new float[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i);
        }
        return array;
    }

    /** {@code step} without what the model has no use for; throws where it does not suit the model. */
    Step check(Step step) throws InvalidTimestep {
        checkId(step.sequenceId());
        long number = numbered ? step.step() : Step.NONE;
        if (numbered) {
            checkNumber(number);
        }
        long eventTime = step.eventTime();
        checkTime(Reason.EVENT_TIME, eventTime);
        float weight = step.weight();
        checkWeight(weight);
        checkFeatures(step.features());
        checkToken(step.token());
        float[] target = given ? step.target() : null;
        int label = given ? label(step.label()) : Step.NONE;
        checkTarget(target);
        if (number == step.step() && target == step.target() && label == step.label()) {
            return step;
        }
        return new Step(
                step.sequenceId(),
                number,
                eventTime,
                step.features(),
                step.token(),
                target,
                label,
                weight,
                step.endOfSequence());
    }

    private static void checkTime(Reason reason, long time) throws InvalidTimestep {
        if (time < EARLIEST || time > LATEST) {
            throw refusal(
                    reason,
                    "%s is %s ms after 1970, outside the years 1 to 9999; is it in other units?",
                    reason.name().toLowerCase(Locale.ROOT),
                    time);
        }
    }

    private void checkWeight(float weight) throws InvalidTimestep {
        if (!(weight >= 0 && weight <= maxWeight)) {
            throw refusal(
                    Reason.WEIGHT, "weight is %s; it must be from 0 to %s (stream.max_weight)", weight, maxWeight);
        }
    }

    private static void checkNumber(long step) throws InvalidTimestep {
        if (step < 0) {
            throw refusal(Reason.STEP, "step is %s; it counts from 0", step);
        }
        if (step == Long.MAX_VALUE) {
            throw refusal(Reason.STEP, "step is %s; no step could follow it, count from 0", step);
        }
    }

    private static void checkId(String id) throws InvalidTimestep {
        if (id.isEmpty()) {
            throw refusal(Reason.SEQUENCE_ID, "sequence_id is empty; name the sequence");
        }
        if (id.length() > MAX_ID_BYTES / MAX_BYTES_PER_CHARACTER) {
            int bytes = id.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MAX_ID_BYTES) {
                throw refusal(
                        Reason.SEQUENCE_ID, "sequence_id takes %s bytes; at most %s are allowed", bytes, MAX_ID_BYTES);
            }
        }
    }

    private static void checkKey(String id, byte @Nullable [] key) throws InvalidTimestep {
        if (key != null && !Arrays.equals(key, id.getBytes(StandardCharsets.UTF_8))) {
            throw refusal(Reason.KEY, "the record's key is not its sequence_id (%s); key records by it", id);
        }
    }

    private void checkFeatures(float[] features) throws InvalidTimestep {
        int expected = input instanceof InputSpec.Features sized ? sized.size() : 0;
        if (features.length != expected) {
            throw refusal(Reason.FEATURES, "there are %s features; the model takes %s", features.length, expected);
        }
        checkFinite(features, Reason.FEATURES, this::mayMiss);
    }

    private boolean mayMiss(int feature) {
        return input instanceof InputSpec.Features features && features.missing(feature) != Missing.REJECT;
    }

    private void checkToken(int token) throws InvalidTimestep {
        int vocabulary = input instanceof InputSpec.Tokens tokens ? tokens.vocabulary() : 0;
        if (token == Step.NONE && vocabulary > 0) {
            throw refusal(Reason.TOKEN, "there is no token; the model takes one");
        }
        if (token != Step.NONE && (token < 0 || token >= vocabulary)) {
            throw unsuitable(token);
        }
    }

    private InvalidTimestep unsuitable(int token) {
        return input instanceof InputSpec.Tokens tokens
                ? refusal(Reason.TOKEN, "token is %s; the model knows 0 to %s", token, tokens.vocabulary() - 1)
                : refusal(Reason.TOKEN, "token is %s, but the model takes features; leave it out", token);
    }

    private void checkTarget(float @Nullable [] target) throws InvalidTimestep {
        if (target == null) {
            return;
        }
        if (targetWidth == 0) {
            throw refusal(Reason.TARGET, "there is a target, but the head classifies; set label instead");
        }
        if (target.length != targetWidth) {
            throw refusal(Reason.TARGET, "the target has %s numbers; the head learns %s", target.length, targetWidth);
        }
        checkFinite(target, Reason.TARGET, i -> false);
        for (float value : target) {
            if (probability && (value < 0 || value > 1)) {
                throw refusal(Reason.TARGET, "target holds %s; binary_cross_entropy takes 0 to 1", value);
            }
        }
    }

    /** A label below 0 is no label, as with PyTorch, whose losses ignore -100. */
    private int label(int label) throws InvalidTimestep {
        if (label < 0) {
            return Step.NONE;
        }
        if (targetWidth != 0) {
            throw refusal(Reason.LABEL, "label is %s, but the head does not classify; set target instead", label);
        }
        if (label >= classes) {
            throw refusal(Reason.LABEL, "label is %s; the head knows 0 to %s", label, classes - 1);
        }
        return label;
    }

    /** @param mayMiss which of them may be NaN */
    private static void checkFinite(float[] values, Reason field, IntPredicate mayMiss) throws InvalidTimestep {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i]) && !(Float.isNaN(values[i]) && mayMiss.test(i))) {
                String name = field.name().toLowerCase(Locale.ROOT);
                String remedy = field == Reason.FEATURES ? "; model.input.missing says what NaN may stand for" : "";
                throw refusal(field, "%s[%s] is %s; only finite numbers can be learnt%s", name, i, values[i], remedy);
            }
        }
    }

    private static InvalidTimestep refusal(Reason reason, String message, @Nullable Object... arguments) {
        return new InvalidTimestep(reason, message.formatted(arguments));
    }
}
