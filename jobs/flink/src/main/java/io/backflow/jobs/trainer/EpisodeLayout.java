package io.backflow.jobs.trainer;

import io.backflow.jobs.sequence.Episode;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.SkippedSteps;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** A sequence's episodes, in state: the present one, then the former one where there is one. */
final class EpisodeLayout {

    private EpisodeLayout() {}

    static void write(SequenceState state, DataOutputView out) throws IOException {
        write(state.episode, out);
        Episode former = state.former;
        out.writeBoolean(former != null);
        if (former != null) {
            write(former, out);
        }
    }

    private static void write(Episode episode, DataOutputView out) throws IOException {
        out.writeLong(episode.began);
        out.writeLong(episode.until);
        out.writeLong(episode.nextStep);
        out.writeBoolean(episode.over);
        out.writeLong(episode.skipped.forgottenBefore());
        out.writeInt(episode.skipped.size());
        for (SkippedSteps.Range range : episode.skipped.ranges()) {
            out.writeLong(range.from());
            out.writeLong(range.to());
        }
    }

    /** Says of the newest step that it was taken when it came. */
    static void read(SequenceState into, DataInputView in) throws IOException {
        into.episode = read(in);
        into.takenAt = into.episode.until;
        into.former = in.readBoolean() ? read(in) : null;
    }

    private static Episode read(DataInputView in) throws IOException {
        Episode episode = new Episode();
        episode.began = in.readLong();
        episode.until = in.readLong();
        episode.nextStep = in.readLong();
        episode.over = in.readBoolean();
        readSkipped(episode.skipped, in);
        return episode;
    }

    static void readSkipped(SkippedSteps into, DataInputView in) throws IOException {
        into.forgetBefore(in.readLong());
        for (int left = in.readInt(); left > 0; left--) {
            into.add(in.readLong(), in.readLong());
        }
    }

    static @Nullable Episode copy(@Nullable Episode from) {
        if (from == null) {
            return null;
        }
        Episode copy = new Episode();
        copy.become(from);
        return copy;
    }
}
