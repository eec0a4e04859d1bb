package io.backflow.jobs.trainer;

import io.backflow.jobs.sequence.HorizonMemory;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.state.FloatVectors;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** What a horizon remembers, in state: past steps, then parts with the states at their starts, then the influence. */
final class HorizonLayout {

    private HorizonLayout() {}

    static void write(HorizonMemory memory, DataOutputView out) throws IOException {
        out.writeInt(memory.past.size());
        for (Step step : memory.past) {
            StepLayout.write(step, out);
        }
        out.writeInt(memory.parts.size());
        for (HorizonMemory.Part part : memory.parts) {
            FloatVectors.write(part.start(), out);
            out.writeInt(part.steps().size());
            for (Step step : part.steps()) {
                StepLayout.write(step, out);
            }
        }
        FloatVectors.write(memory.influence, out);
    }

    static void read(HorizonMemory into, DataInputView in) throws IOException {
        into.past.addAll(SequenceStateSerializer.readSteps(in));
        for (int left = in.readInt(); left > 0; left--) {
            into.parts.add(new HorizonMemory.Part(FloatVectors.read(in), SequenceStateSerializer.readSteps(in)));
        }
        into.influence = FloatVectors.read(in);
    }
}
