package io.backflow.jobs.kafka;

import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.Verdict;
import io.backflow.schema.Timestep;
import io.backflow.schema.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.flink.api.common.functions.MapFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes dead letters of steps that came too late. The decoder accepted them before; what is written is the same
 * timestep encoded anew, and its partition and offset are no longer known (-1).
 */
public final class LateSteps implements MapFunction<Step, Rejected> {

    private static final long serialVersionUID = 1L;
    private static final int UNKNOWN = -1;

    private final String topic;
    private final Verdict verdict;
    private final LazyWire<Timestep> wire =
            new LazyWire<>(() -> Wire.of(Timestep.class, Timestep.getClassSchema(), Wire.ONE_MEBIBYTE));

    /** @param verdict why the steps are too late */
    public LateSteps(String topic, Verdict verdict) {
        this.topic = topic;
        this.verdict = verdict;
    }

    @Override
    public Rejected map(Step step) {
        return new Rejected(
                topic,
                UNKNOWN,
                UNKNOWN,
                step.eventTime(),
                step.sequenceId().getBytes(StandardCharsets.UTF_8),
                wire.get().encode(timestep(step)),
                new String[0],
                new byte[0][],
                verdict.name().toLowerCase(Locale.ROOT),
                name(step) + " of sequence " + step.sequenceId() + " came after " + reason(step));
    }

    private static String name(Step step) {
        return "step " + (step.step() == Step.NONE ? "at " + Instant.ofEpochMilli(step.eventTime()) : step.step());
    }

    private String reason(Step step) {
        if (step.step() == Step.NONE) {
            return "a newer one had been taken; stream.order.lateness sets how long older steps are waited for, and"
                    + " sequence.reorder.max_steps with how many steps";
        }
        return verdict == Verdict.AFTER_END
                ? "its episode had ended; the steps of the next have newer event times"
                : "it had been given up as missing; sequence.reorder sets how long a missing step is waited for";
    }

    private static Timestep timestep(Step step) {
        return new Timestep(
                step.sequenceId(),
                step.step(),
                Instant.ofEpochMilli(step.eventTime()),
                list(step.features()),
                step.token() == Step.NONE ? null : Integer.valueOf(step.token()),
                step.target() == null ? null : list(step.target()),
                step.label() == Step.NONE ? null : Integer.valueOf(step.label()),
                step.weight(),
                step.endOfSequence());
    }

    static List<Float> list(float @Nullable [] values) {
        List<Float> list = new ArrayList<>();
        if (values != null) {
            for (float value : values) {
                list.add(value);
            }
        }
        return list;
    }
}
