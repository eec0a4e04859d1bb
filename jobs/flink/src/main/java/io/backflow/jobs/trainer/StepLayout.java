package io.backflow.jobs.trainer;

import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.state.FloatVectors;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** A step in state. */
final class StepLayout {

    private StepLayout() {}

    static void write(Step step, DataOutputView out) throws IOException {
        out.writeUTF(step.sequenceId());
        out.writeLong(step.step());
        out.writeLong(step.eventTime());
        FloatVectors.write(step.features(), out);
        out.writeInt(step.token());
        float[] target = step.target();
        out.writeBoolean(target != null);
        if (target != null) {
            FloatVectors.write(target, out);
        }
        out.writeInt(step.label());
        out.writeFloat(step.weight());
        out.writeBoolean(step.endOfSequence());
        out.writeBoolean(step.imputed());
    }

    static Step read(DataInputView in) throws IOException {
        return new Step(
                in.readUTF(),
                in.readLong(),
                in.readLong(),
                FloatVectors.read(in),
                in.readInt(),
                in.readBoolean() ? FloatVectors.read(in) : null,
                in.readInt(),
                in.readFloat(),
                in.readBoolean(),
                in.readBoolean());
    }
}
