package io.backflow.jobs.trainer;

import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.state.PackedVectors;
import io.backflow.jobs.state.Varints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Steps of one sequence in state, without what follows from the steps beside them: the ID once, numbers and event times
 * as differences, no target that is nothing but the features of the step after it.
 *
 * <pre>
 *   count · ID · for each step: flags · number − that before − 1 · event time − that before · features
 *              · for each step: what the flags say: target · class · token · weight · context
 * </pre>
 */
final class PackedSteps {

    private static final int TARGET = 1;

    /** The target is the features of the next step of the list, and is not written. */
    private static final int NEXT = 2;

    private static final int CLASS = 4;
    private static final int TOKEN = 8;
    private static final int WEIGHT = 16;
    private static final int ENDS = 32;
    private static final int IMPUTED = 64;
    private static final int CONTEXT = 128;

    private final String id;
    private final int[] flags;
    private final long[] numbers;
    private final long[] times;
    private final float[][] features;

    private PackedSteps(String id, int count) {
        this.id = id;
        flags = new int[count];
        numbers = new long[count];
        times = new long[count];
        features = new float[count][];
    }

    static void write(Collection<Step> collected, DataOutputView out) throws IOException {
        Step[] steps = collected.toArray(new Step[0]);
        int[] flags = new int[steps.length];
        Varints.write(steps.length, out);
        long number = -1;
        long time = 0;
        for (int i = 0; i < steps.length; i++) {
            if (i == 0) {
                out.writeUTF(steps[0].sequenceId());
            }
            flags[i] = flags(steps, i);
            out.writeByte(flags[i]);
            Varints.write(steps[i].step() - number - 1, out);
            Varints.write(steps[i].eventTime() - time, out);
            PackedVectors.write(steps[i].features(), out);
            number = steps[i].step();
            time = steps[i].eventTime();
        }
        for (int i = 0; i < steps.length; i++) {
            writeRest(steps[i], flags[i], out);
        }
    }

    private static int flags(Step[] steps, int i) {
        Step step = steps[i];
        float[] target = step.target();
        boolean next = target != null && i + 1 < steps.length && Arrays.equals(target, steps[i + 1].features());
        return (target == null || next ? 0 : TARGET)
                | (next ? NEXT : 0)
                | (step.label() == Step.NONE ? 0 : CLASS)
                | (step.token() == Step.NONE ? 0 : TOKEN)
                | (step.weight() == 1f ? 0 : WEIGHT)
                | (step.endOfSequence() ? ENDS : 0)
                | (step.imputed() ? IMPUTED : 0)
                | (step.context() == null ? 0 : CONTEXT);
    }

    private static void writeRest(Step step, int flags, DataOutputView out) throws IOException {
        float[] target = step.target();
        if ((flags & TARGET) != 0 && target != null) {
            PackedVectors.write(target, out);
        }
        if ((flags & CLASS) != 0) {
            Varints.write(step.label(), out);
        }
        if ((flags & TOKEN) != 0) {
            Varints.write(step.token(), out);
        }
        if ((flags & WEIGHT) != 0) {
            out.writeFloat(step.weight());
        }
        if ((flags & CONTEXT) != 0) {
            StepLayout.writeContext(step.context(), out);
        }
    }

    static List<Step> read(DataInputView in) throws IOException {
        int count = Varints.readCount(in);
        List<Step> steps = new ArrayList<>(count);
        if (count > 0) {
            PackedSteps packed = new PackedSteps(in.readUTF(), count);
            packed.readHeads(in);
            for (int i = 0; i < count; i++) {
                steps.add(packed.step(i, in));
            }
        }
        return steps;
    }

    private void readHeads(DataInputView in) throws IOException {
        long number = -1;
        long time = 0;
        for (int i = 0; i < flags.length; i++) {
            flags[i] = in.readUnsignedByte();
            number += Varints.read(in) + 1;
            time += Varints.read(in);
            numbers[i] = number;
            times[i] = time;
            features[i] = PackedVectors.read(in);
        }
    }

    /** Reads what follows the heads, of the step at {@code i}. */
    private Step step(int i, DataInputView in) throws IOException {
        float[] target = target(i, in);
        int label = has(i, CLASS) ? (int) Varints.read(in) : Step.NONE;
        int token = has(i, TOKEN) ? (int) Varints.read(in) : Step.NONE;
        float weight = has(i, WEIGHT) ? in.readFloat() : 1f;
        return new Step(
                id,
                numbers[i],
                times[i],
                features[i],
                token,
                target,
                label,
                weight,
                has(i, ENDS),
                has(i, IMPUTED),
                has(i, CONTEXT) ? StepLayout.readContext(in) : null);
    }

    private float @Nullable [] target(int i, DataInputView in) throws IOException {
        if (has(i, NEXT)) {
            return features[i + 1];
        }
        return has(i, TARGET) ? PackedVectors.read(in) : null;
    }

    private boolean has(int i, int flag) {
        return (flags[i] & flag) != 0;
    }
}
