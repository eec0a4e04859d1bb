package io.backflow.jobs.trainer;

import io.backflow.jobs.sequence.HorizonMemory;
import io.backflow.jobs.state.PackedVectors;
import io.backflow.jobs.state.Varints;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** What a horizon remembers, in state: past steps, then parts with the states at their starts, then the influence. */
final class HorizonLayout {

    private HorizonLayout() {}

    static void write(HorizonMemory memory, DataOutputView out) throws IOException {
        PackedSteps.write(memory.past, out);
        Varints.write(memory.parts.size(), out);
        for (HorizonMemory.Part part : memory.parts) {
            PackedVectors.write(part.start(), out);
            PackedSteps.write(part.steps(), out);
        }
        PackedVectors.write(memory.influence, out);
    }

    static void read(HorizonMemory into, DataInputView in, StepsLayout layout) throws IOException {
        into.past.addAll(layout.steps(in));
        for (int left = layout.count(in); left > 0; left--) {
            into.parts.add(new HorizonMemory.Part(layout.vector(in), layout.steps(in)));
        }
        into.influence = layout.vector(in);
    }
}
