package io.backflow.jobs.kafka;

import io.backflow.jobs.sequence.LabelVerdict;
import io.backflow.jobs.sequence.LostLabel;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepLabel;
import io.backflow.schema.TimestepLabel;
import io.backflow.schema.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import org.apache.flink.api.common.functions.MapFunction;

/**
 * Makes dead letters of labels that were dropped. What is written is the same label in Backflow's own schema; its
 * partition and offset are no longer known (-1).
 */
public final class LostLabels implements MapFunction<LostLabel, Rejected> {

    private static final long serialVersionUID = 1L;
    private static final int UNKNOWN = -1;

    private final String topic;
    private final LazyWire<TimestepLabel> wire =
            new LazyWire<>(() -> Wire.of(TimestepLabel.class, TimestepLabel.getClassSchema(), Wire.ONE_MEBIBYTE));

    /** @param topic where they came from */
    public LostLabels(String topic) {
        this.topic = topic;
    }

    @Override
    public Rejected map(LostLabel label) {
        LabelVerdict verdict = LabelVerdict.valueOf(label.reason());
        return new Rejected(
                topic,
                UNKNOWN,
                UNKNOWN,
                label.eventTime(),
                label.sequenceId().getBytes(StandardCharsets.UTF_8),
                wire.get().encode(record(label)),
                new String[0],
                new byte[0][],
                "label_" + verdict.name().toLowerCase(Locale.ROOT),
                "the label of step " + name(label) + " of sequence " + label.sequenceId() + " " + problem(verdict));
    }

    private static String name(LostLabel label) {
        return label.step() == Step.NONE
                ? "at " + Instant.ofEpochMilli(label.stepTime())
                : String.valueOf(label.step());
    }

    private static String problem(LabelVerdict verdict) {
        return switch (verdict) {
            case LATE ->
                "became known after the step's wait was over, or came then; target.max_wait sets how long it waits,"
                        + " and target.max_steps how many steps do";
            case CONTRADICTING -> "says something else than the one that the step has";
            default ->
                "found no such step while it waited; target.max_wait sets how long it waits, and target.max_steps how"
                        + " many labels of a sequence do";
        };
    }

    private static TimestepLabel record(LostLabel label) {
        return new TimestepLabel(
                label.sequenceId(),
                label.step() == Step.NONE ? null : Long.valueOf(label.step()),
                label.stepTime() == StepLabel.UNKNOWN ? null : Instant.ofEpochMilli(label.stepTime()),
                Instant.ofEpochMilli(label.eventTime()),
                label.target() == null ? null : LateSteps.list(label.target()),
                label.label() == Step.NONE ? null : Integer.valueOf(label.label()),
                Float.isNaN(label.weight()) ? null : Float.valueOf(label.weight()));
    }
}
