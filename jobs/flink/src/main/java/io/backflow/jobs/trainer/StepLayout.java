package io.backflow.jobs.trainer;

import io.backflow.jobs.sequence.FeatureScale;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepContext;
import io.backflow.jobs.sequence.StepTime;
import io.backflow.jobs.state.FloatVectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** A step in state. Its last byte says what follows; builds without contexts wrote 0, or 1 for an imputed step. */
final class StepLayout {

    private static final int IMPUTED = 1;
    private static final int SCALE = 2;
    private static final int AGE = 4;
    private static final int TIME = 8;

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
        writeContext(step.imputed(), step.context(), out);
    }

    /** A context on its own. */
    static void writeContext(@Nullable StepContext context, DataOutputView out) throws IOException {
        writeContext(false, context, out);
    }

    private static void writeContext(boolean imputed, @Nullable StepContext context, DataOutputView out)
            throws IOException {
        FeatureScale scale = context == null ? null : context.scale();
        float[] age = context == null ? null : context.age();
        StepTime time = context == null ? null : context.time();
        out.writeByte((imputed ? IMPUTED : 0)
                | (scale == null ? 0 : SCALE)
                | (age == null ? 0 : AGE)
                | (time == null ? 0 : TIME));
        if (scale != null) {
            FloatVectors.write(Objects.requireNonNull(scale.mean()), out);
            FloatVectors.write(Objects.requireNonNull(scale.deviation()), out);
        }
        if (age != null) {
            FloatVectors.write(age, out);
        }
        if (time != null) {
            out.writeLong(time.at());
            out.writeFloat(time.elapsed());
            out.writeLong(time.interval());
        }
    }

    static Step read(DataInputView in) throws IOException {
        String id = in.readUTF();
        long number = in.readLong();
        long eventTime = in.readLong();
        float[] features = FloatVectors.read(in);
        int token = in.readInt();
        float[] target = in.readBoolean() ? FloatVectors.read(in) : null;
        int label = in.readInt();
        float weight = in.readFloat();
        boolean ends = in.readBoolean();
        int flags = in.readByte();
        boolean imputed = (flags & IMPUTED) != 0;
        return new Step(
                id, number, eventTime, features, token, target, label, weight, ends, imputed, context(flags, in));
    }

    /** What {@link #writeContext} wrote. */
    static @Nullable StepContext readContext(DataInputView in) throws IOException {
        return context(in.readByte(), in);
    }

    static List<Step> readAll(DataInputView in) throws IOException {
        int count = in.readInt();
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            steps.add(read(in));
        }
        return steps;
    }

    private static @Nullable StepContext context(int flags, DataInputView in) throws IOException {
        if ((flags & (SCALE | AGE | TIME)) == 0) {
            return null;
        }
        FeatureScale scale =
                (flags & SCALE) == 0 ? null : new FeatureScale(FloatVectors.read(in), FloatVectors.read(in));
        float[] age = (flags & AGE) == 0 ? null : FloatVectors.read(in);
        StepTime time = (flags & TIME) == 0 ? null : new StepTime(in.readLong(), in.readFloat(), in.readLong());
        return new StepContext(scale, age, time);
    }
}
