package io.backflow.jobs.trainer;

import io.backflow.jobs.sequence.TimeBuffer;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Where order is by event time, in state: the steps that wait, then what is remembered of those that were taken. */
final class TimeLayout {

    private TimeLayout() {}

    static void write(@Nullable TimeBuffer buffer, DataOutputView out) throws IOException {
        out.writeBoolean(buffer != null);
        if (buffer == null) {
            return;
        }
        PackedSteps.write(buffer.waiting(), out);
        TimeBuffer.Taken taken = buffer.taken();
        out.writeLong(taken.newest());
        out.writeInt(taken.atNewest());
        out.writeInt(taken.hashes().length);
        for (long hash : taken.hashes()) {
            out.writeLong(hash);
        }
    }

    static @Nullable TimeBuffer read(DataInputView in, StepsLayout layout) throws IOException {
        return in.readBoolean() ? TimeBuffer.of(layout.steps(in), readTaken(in)) : null;
    }

    private static TimeBuffer.Taken readTaken(DataInputView in) throws IOException {
        long newest = in.readLong();
        int atNewest = in.readInt();
        long[] hashes = new long[in.readInt()];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = in.readLong();
        }
        return new TimeBuffer.Taken(newest, atNewest, hashes);
    }

    static @Nullable TimeBuffer copy(@Nullable TimeBuffer from) {
        return from == null ? null : TimeBuffer.of(from.waiting(), from.taken());
    }
}
