package io.backflow.jobs.exchange;

import io.backflow.jobs.sequence.SequenceIds;
import io.backflow.jobs.sequence.Step;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Steps between tasks: the length in bytes, then all fields in one block, so that a step is one write and one read
 * however many features it has. Steps have no context before they are taken. Not thread-safe.
 */
final class StepSerializer extends MessageSerializer<Step> {

    private static final long serialVersionUID = 1L;

    /** Bytes of all fields but the ID and the vectors, with the lengths of those. */
    private static final int HEAD = 2 * Long.BYTES + 6 * Integer.BYTES + 1;

    private static final int ENDS = 1;
    private static final int IMPUTED = 2;
    private static final int TARGET = 4;

    private static final VarHandle FLOATS =
            MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);

    private transient @Nullable ByteBuffer block;
    private transient @Nullable SequenceIds ids;

    StepSerializer() {
        super(Step.class);
    }

    @Override
    public TypeSerializer<Step> duplicate() {
        return new StepSerializer();
    }

    @Override
    public void serialize(Step step, DataOutputView out) throws IOException {
        byte[] id = step.sequenceId().getBytes(StandardCharsets.UTF_8);
        float[] target = step.target();
        int targets = target == null ? 0 : target.length;
        int bytes = HEAD + id.length + Float.BYTES * (step.features().length + targets);
        ByteBuffer into = block(bytes);
        into.putLong(step.step()).putLong(step.eventTime());
        into.putInt(step.token()).putInt(step.label()).putFloat(step.weight());
        into.put((byte)
                ((step.endOfSequence() ? ENDS : 0) | (step.imputed() ? IMPUTED : 0) | (target == null ? 0 : TARGET)));
        into.putInt(id.length).putInt(step.features().length).putInt(targets).put(id);
        put(step.features(), into);
        if (target != null) {
            put(target, into);
        }
        out.writeInt(bytes);
        out.write(into.array(), 0, bytes);
    }

    @Override
    public Step deserialize(DataInputView in) throws IOException {
        int bytes = in.readInt();
        ByteBuffer from = block(bytes);
        in.readFully(from.array(), 0, bytes);
        long step = from.getLong();
        long eventTime = from.getLong();
        int token = from.getInt();
        int label = from.getInt();
        float weight = from.getFloat();
        int flags = from.get();
        int idBytes = from.getInt();
        int features = from.getInt();
        int targets = from.getInt();
        String id = id(from.array(), from.position(), from.position() + idBytes);
        from.position(from.position() + idBytes);
        return new Step(
                id,
                step,
                eventTime,
                get(features, from),
                token,
                (flags & TARGET) == 0 ? null : get(targets, from),
                label,
                weight,
                (flags & ENDS) != 0,
                (flags & IMPUTED) != 0,
                null);
    }

    /** One string for all steps of a sequence, so that its hash is computed once. */
    private String id(byte[] bytes, int from, int to) {
        SequenceIds known = ids;
        if (known == null) {
            known = new SequenceIds();
            ids = known;
        }
        return Objects.requireNonNull(known.of(bytes, from, to), "the ID was written in UTF-8");
    }

    private ByteBuffer block(int bytes) {
        ByteBuffer kept = block;
        if (kept == null || kept.capacity() < bytes) {
            kept = ByteBuffer.allocate(Math.max(512, 2 * bytes));
            block = kept;
        }
        return Objects.requireNonNull(kept).clear();
    }

    private static void put(float[] values, ByteBuffer into) {
        byte[] bytes = into.array();
        int at = into.position();
        for (int i = 0; i < values.length; i++) {
            FLOATS.set(bytes, at + i * Float.BYTES, values[i]);
        }
        into.position(at + values.length * Float.BYTES);
    }

    private static float[] get(int count, ByteBuffer from) {
        byte[] bytes = from.array();
        int at = from.position();
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) FLOATS.get(bytes, at + i * Float.BYTES);
        }
        from.position(at + count * Float.BYTES);
        return values;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StepSerializer;
    }

    @Override
    public int hashCode() {
        return StepSerializer.class.hashCode();
    }
}
