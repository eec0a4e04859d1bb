package io.backflow.jobs.trainer;

import io.backflow.jobs.sequence.LabelBuffer;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepLabel;
import io.backflow.jobs.state.FloatVectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Where labels come later, in state: the windows and steps that wait for them, then the labels. */
final class LabelLayout {

    private LabelLayout() {}

    static void write(@Nullable LabelBuffer buffer, List<Step> open, DataOutputView out) throws IOException {
        out.writeBoolean(buffer != null);
        if (buffer == null) {
            return;
        }
        LabelBuffer.Saved saved = buffer.saved(open);
        out.writeBoolean(saved.byTime());
        StepsLayout.write(saved.windows(), out);
        out.writeInt(saved.waiting().length);
        for (int place : saved.waiting()) {
            out.writeInt(place);
        }
        writeLabels(saved.early(), out);
        writeLabels(saved.settled(), out);
        out.writeLong(saved.openUntil());
        out.writeLong(saved.readyAt());
    }

    static @Nullable LabelBuffer read(List<Step> open, DataInputView in, StepsLayout layout) throws IOException {
        if (!in.readBoolean()) {
            return null;
        }
        boolean byTime = in.readBoolean();
        var windows = layout.windows(in);
        int[] waiting = new int[in.readInt()];
        for (int i = 0; i < waiting.length; i++) {
            waiting[i] = in.readInt();
        }
        List<StepLabel> early = readLabels(in);
        List<StepLabel> settled = readLabels(in);
        return LabelBuffer.of(
                new LabelBuffer.Saved(byTime, windows, waiting, early, settled, in.readLong(), in.readLong()), open);
    }

    /** All are of one sequence, whose ID is written once. */
    private static void writeLabels(Collection<StepLabel> labels, DataOutputView out) throws IOException {
        out.writeInt(labels.size());
        boolean first = true;
        for (StepLabel label : labels) {
            if (first) {
                out.writeUTF(label.sequenceId());
                first = false;
            }
            out.writeLong(label.step());
            out.writeLong(label.stepTime());
            out.writeLong(label.eventTime());
            float[] target = label.target();
            out.writeBoolean(target != null);
            if (target != null) {
                FloatVectors.write(target, out);
            }
            out.writeInt(label.label());
            out.writeFloat(label.weight());
        }
    }

    private static List<StepLabel> readLabels(DataInputView in) throws IOException {
        int count = in.readInt();
        List<StepLabel> labels = new ArrayList<>();
        String id = count == 0 ? "" : in.readUTF();
        for (int i = 0; i < count; i++) {
            labels.add(new StepLabel(
                    id,
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readBoolean() ? FloatVectors.read(in) : null,
                    in.readInt(),
                    in.readFloat()));
        }
        return labels;
    }

    static @Nullable LabelBuffer copy(@Nullable LabelBuffer from, List<Step> open) {
        return from == null ? null : LabelBuffer.of(from.saved(open), open);
    }
}
