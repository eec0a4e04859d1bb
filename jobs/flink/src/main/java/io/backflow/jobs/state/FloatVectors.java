package io.backflow.jobs.state;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Float vectors in state: a length, then the values. */
public final class FloatVectors {

    private FloatVectors() {}

    public static void write(float[] values, DataOutputView out) throws IOException {
        out.writeInt(values.length);
        for (float value : values) {
            out.writeFloat(value);
        }
    }

    public static float[] read(DataInputView in) throws IOException {
        int length = in.readInt();
        if (length < 0) {
            throw new IOException("state holds a vector of " + length + " values");
        }
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = in.readFloat();
        }
        return values;
    }
}
