package io.backflow.jobs.exchange;

import io.backflow.jobs.sequence.Arrival;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepLabel;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Steps and labels between tasks: a byte that says which it is, then the record. Not thread-safe. */
final class ArrivalSerializer extends MessageSerializer<Arrival> {

    private static final long serialVersionUID = 1L;
    private static final int STEP = 0;
    private static final int LABEL = 1;

    private final StepSerializer steps = new StepSerializer();

    ArrivalSerializer() {
        super(Arrival.class);
    }

    @Override
    public TypeSerializer<Arrival> duplicate() {
        return new ArrivalSerializer();
    }

    @Override
    public void serialize(Arrival arrival, DataOutputView out) throws IOException {
        if (arrival instanceof Step step) {
            out.writeByte(STEP);
            steps.serialize(step, out);
        } else {
            out.writeByte(LABEL);
            write((StepLabel) arrival, out);
        }
    }

    private static void write(StepLabel label, DataOutputView out) throws IOException {
        out.writeUTF(label.sequenceId());
        out.writeLong(label.step());
        out.writeLong(label.stepTime());
        out.writeLong(label.eventTime());
        float[] target = label.target();
        out.writeInt(target == null ? -1 : target.length);
        for (int i = 0; target != null && i < target.length; i++) {
            out.writeFloat(target[i]);
        }
        out.writeInt(label.label());
        out.writeFloat(label.weight());
    }

    @Override
    public Arrival deserialize(DataInputView in) throws IOException {
        return in.readByte() == STEP ? steps.deserialize(in) : readLabel(in);
    }

    private static StepLabel readLabel(DataInputView in) throws IOException {
        String id = in.readUTF();
        long step = in.readLong();
        long stepTime = in.readLong();
        long eventTime = in.readLong();
        int width = in.readInt();
        float[] target = width < 0 ? null : readTarget(width, in);
        return new StepLabel(id, step, stepTime, eventTime, target, in.readInt(), in.readFloat());
    }

    private static float[] readTarget(int width, DataInputView in) throws IOException {
        float[] target = new float[width];
        for (int i = 0; i < width; i++) {
            target[i] = in.readFloat();
        }
        return target;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ArrivalSerializer;
    }

    @Override
    public int hashCode() {
        return ArrivalSerializer.class.hashCode();
    }
}
