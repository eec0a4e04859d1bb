package io.backflow.jobs.trainer;

import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.Window;
import io.backflow.jobs.state.FloatVectors;
import io.backflow.jobs.state.PackedVectors;
import io.backflow.jobs.state.Varints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** How lists of steps and windows are read from state; they are written {@link #PACKED}. */
enum StepsLayout {
    /** Each step whole, as builds wrote them until layout 5 of a sequence's state. */
    PLAIN {
        @Override
        int count(DataInputView in) throws IOException {
            return in.readInt();
        }

        @Override
        float[] vector(DataInputView in) throws IOException {
            return FloatVectors.read(in);
        }

        @Override
        List<Step> steps(DataInputView in) throws IOException {
            return StepLayout.readAll(in);
        }
    },

    /** Without what follows from other steps. */
    PACKED {
        @Override
        int count(DataInputView in) throws IOException {
            return Varints.readCount(in);
        }

        @Override
        float[] vector(DataInputView in) throws IOException {
            return PackedVectors.read(in);
        }

        @Override
        List<Step> steps(DataInputView in) throws IOException {
            return PackedSteps.read(in);
        }
    };

    /** What a window ends; builds without replay wrote 0, or 1 where it ends the recurrent state. */
    private static final int ENDS_STATE = 1;

    private static final int ENDS_LIFE = 2;

    /** How many elements follow. */
    abstract int count(DataInputView in) throws IOException;

    abstract float[] vector(DataInputView in) throws IOException;

    /** In order. */
    abstract List<Step> steps(DataInputView in) throws IOException;

    final List<Window> windows(DataInputView in) throws IOException {
        List<Window> windows = new ArrayList<>();
        for (int left = count(in); left > 0; left--) {
            long completedAt = in.readLong();
            int ends = in.readByte();
            windows.add(new Window(steps(in), completedAt, (ends & ENDS_STATE) != 0, (ends & ENDS_LIFE) != 0));
        }
        return windows;
    }

    static void write(Collection<Window> windows, DataOutputView out) throws IOException {
        Varints.write(windows.size(), out);
        for (Window window : windows) {
            out.writeLong(window.completedAt());
            out.writeByte((window.endsState() ? ENDS_STATE : 0) | (window.endsLife() ? ENDS_LIFE : 0));
            PackedSteps.write(window.steps(), out);
        }
    }
}
