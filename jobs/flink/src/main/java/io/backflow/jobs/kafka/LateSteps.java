package io.backflow.jobs.kafka;

import io.backflow.jobs.sequence.Step;
import io.backflow.schema.Timestep;
import io.backflow.schema.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.MapFunction;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters of steps that came after their place was given up. They passed the decoder long before; what is written
 * is the same timestep encoded anew, and its partition and offset are no longer known (-1).
 */
public final class LateSteps implements MapFunction<Step, Rejected> {

    private static final long serialVersionUID = 1L;
    private static final int UNKNOWN = -1;

    private final String topic;
    private final LazyWire<Timestep> wire =
            new LazyWire<>(() -> Wire.of(Timestep.class, Timestep.getClassSchema(), Wire.ONE_MEBIBYTE));

    public LateSteps(String topic) {
        this.topic = topic;
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
                "late",
                "step " + step.step() + " of sequence " + step.sequenceId()
                        + " came after its place had been given up or its sequence had ended");
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

    private static List<Float> list(float @Nullable [] values) {
        List<Float> list = new ArrayList<>();
        if (values != null) {
            for (float value : values) {
                list.add(value);
            }
        }
        return list;
    }
}
