package io.backflow.jobs.state;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Float vectors in state: a length of one byte where they are short, then the values. */
public final class PackedVectors {

    private PackedVectors() {}

    public static void write(float[] values, DataOutputView out) throws IOException {
        Varints.write(values.length, out);
        FloatVectors.writeValues(values, out);
    }

    public static float[] read(DataInputView in) throws IOException {
        return FloatVectors.readValues(Varints.readCount(in), in);
    }
}
