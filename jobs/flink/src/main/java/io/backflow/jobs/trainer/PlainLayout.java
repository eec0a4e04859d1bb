package io.backflow.jobs.trainer;

import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.state.FloatVectors;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;

/** A sequence's state in the layouts in which each step was written whole. */
final class PlainLayout {

    /** Without {@link SequenceState#features} and {@link SequenceState#byTime}, which are then empty. */
    static final byte BY_NUMBER = 3;

    /** Without {@link SequenceState#labels}. */
    static final byte WITHOUT_LABELS = 4;

    /** With all. */
    static final byte WHOLE = 5;

    private PlainLayout() {}

    static SequenceState read(DataInputView in, byte layout) throws IOException {
        SequenceState state = readRecurrent(in);
        state.lastEventTime = in.readLong();
        state.timer = in.readLong();
        state.expired = in.readBoolean();
        EpisodeLayout.read(state, in);
        state.lastTarget = FloatVectors.read(in);
        StepLayout.readAll(in).forEach(step -> state.lastTaken = step);
        StepLayout.readAll(in).forEach(step -> state.early.put(step.step(), step));
        state.restoreNext(StepLayout.readAll(in));
        state.open.addAll(StepLayout.readAll(in));
        state.ready.addAll(StepsLayout.PLAIN.windows(in));
        HorizonLayout.read(state.horizon, in, StepsLayout.PLAIN);
        if (layout != BY_NUMBER) {
            state.features.values = FloatVectors.read(in);
            state.features.time = in.readLong();
            state.byTime = TimeLayout.read(in, StepsLayout.PLAIN);
        }
        if (layout == WHOLE) {
            state.labels = LabelLayout.read(state.open, in, StepsLayout.PLAIN);
        }
        return state;
    }

    static SequenceState readRecurrent(DataInputView in) throws IOException {
        float[] recurrent = FloatVectors.read(in);
        SequenceState state = new SequenceState(recurrent.length);
        System.arraycopy(recurrent, 0, state.recurrent, 0, recurrent.length);
        state.recurrentVersion = in.readLong();
        return state;
    }
}
