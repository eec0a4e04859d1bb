package io.backflow.jobs.trainer;

import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.state.FloatVectors;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;

/** A sequence's state in the layouts of before it could have more than one episode. */
final class FormerLayout {

    private FormerLayout() {}

    static SequenceState read(DataInputView in, boolean withHorizon) throws IOException {
        SequenceState state = PlainLayout.readRecurrent(in);
        state.episode.nextStep = in.readLong();
        state.lastEventTime = in.readLong();
        state.episode.until = state.lastEventTime;
        state.timer = in.readLong();
        boolean ended = in.readBoolean();
        state.expired = in.readBoolean();
        state.lastTarget = FloatVectors.read(in);
        StepLayout.readAll(in).forEach(step -> state.lastTaken = step);
        StepLayout.readAll(in).forEach(step -> state.early.put(step.step(), step));
        state.open.addAll(StepLayout.readAll(in));
        state.ready.addAll(StepsLayout.PLAIN.windows(in));
        EpisodeLayout.readSkipped(state.episode.skipped, in);
        if (withHorizon) {
            HorizonLayout.read(state.horizon, in, StepsLayout.PLAIN);
        }
        state.resume(ended);
        return state;
    }
}
