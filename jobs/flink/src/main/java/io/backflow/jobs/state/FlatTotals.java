package io.backflow.jobs.state;

import io.backflow.jobs.protocol.TrainingTotals;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Training totals in state and between tasks: seven numbers, in the order of the record. */
public final class FlatTotals {

    private FlatTotals() {}

    public static void write(TrainingTotals totals, DataOutputView out) throws IOException {
        out.writeLong(totals.steps());
        out.writeLong(totals.stepsHash());
        out.writeLong(totals.windows());
        out.writeLong(totals.updates());
        out.writeDouble(totals.lossSum());
        out.writeDouble(totals.baselineLossSum());
        out.writeDouble(totals.weightSum());
    }

    public static TrainingTotals read(DataInputView in) throws IOException {
        return new TrainingTotals(
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble());
    }
}
