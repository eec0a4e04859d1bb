package io.backflow.jobs.window;

import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.Window;
import io.backflow.model.Gradients;
import io.backflow.model.Minibatch;
import io.backflow.model.horizon.Overlap;
import java.util.ArrayList;
import java.util.List;

/**
 * The gradient runs over a window's new steps and the past ones that are repeated before them; the state before the
 * oldest of those that the next window repeats is carried. Or nothing is, and each window begins from the zero state.
 */
final class TruncatedHorizon implements Horizon {

    private final Engine engine;
    private final Overlap overlap;
    private final boolean carry;
    private final int[] advance;
    private final float[] states;
    private Replay replay = Replay.NONE;

    TruncatedHorizon(Engine engine, Overlap overlap, boolean carry) {
        this.engine = engine;
        this.overlap = overlap;
        this.carry = carry;
        advance = new int[engine.batch().batchCapacity()];
        states = new float[advance.length * engine.network().spec().stateSize()];
    }

    @Override
    public void replay(Replay replay) {
        this.replay = replay;
    }

    @Override
    public Learnt train(
            List<Window> windows, List<SequenceState> sequences, long version, Gradients gradients, Scoring scoring) {
        Minibatch batch = engine.batch();
        int fresh = windows.size();
        batch.reset(time(windows, sequences), fresh + replay.size());
        for (int b = 0; b < fresh; b++) {
            SequenceState sequence = sequences.get(b);
            List<Step> steps = windows.get(b).steps();
            engine.rows().fill(batch, b, sequence.recurrent, sequence.horizon.past, steps);
            advance[b] = overlap.advance(sequence.horizon.past.size(), steps.size());
        }
        for (int i = 0; i < replay.size(); i++) {
            batch.set(fresh + i, replay.window(i), replay.maskKey(i));
            advance[fresh + i] = 0;
        }
        engine.network().forwardBackward(batch, gradients, advance, states);
        for (int b = 0; b < fresh; b++) {
            scoring.score(b, sequences.get(b).horizon.past.size());
            engine.outliers()
                    .counted(windows.get(b).steps(), engine.network().guard().factor(b));
            offer(b, windows.get(b), sequences.get(b));
            carry(b, windows.get(b), sequences.get(b), version);
        }
        for (int i = 0; i < replay.size(); i++) {
            replay.trained(i, engine.network().guard().factor(fresh + i));
        }
        return new Learnt(windows.stream().map(Window::steps).toList(), 0);
    }

    private int time(List<Window> windows, List<SequenceState> sequences) {
        int time = 1;
        for (int b = 0; b < windows.size(); b++) {
            time = Math.max(time, length(windows.get(b), sequences.get(b)));
        }
        for (int i = 0; i < replay.size(); i++) {
            time = Math.max(time, replay.window(i).steps());
        }
        return time;
    }

    /**
     * What is kept of a window are all steps that it ran over, and each has a loss when it is replayed. A window that
     * was left out of its gradient, or has nothing to learn, is not kept.
     */
    private void offer(int b, Window window, SequenceState sequence) {
        List<Step> past = sequence.horizon.past;
        boolean learnt = engine.network().guard().factor(b) > 0 && teaches(window.steps());
        if (learnt && replay.offer(b)) {
            List<Step> steps = new ArrayList<>(past);
            steps.addAll(window.steps());
            replay.keep(b, engine.rows().row(sequence.recurrent, steps));
        }
    }

    private boolean teaches(List<Step> steps) {
        for (Step step : steps) {
            if (engine.rows().codec().comparable(step) && step.weight() > 0) {
                return true;
            }
        }
        return false;
    }

    private static int length(Window window, SequenceState sequence) {
        return sequence.horizon.past.size() + window.steps().size();
    }

    /** Steps that made a window's gradient overflow are not repeated: the state after them is carried. */
    private void carry(int b, Window window, SequenceState sequence, long version) {
        boolean refused = engine.network().guard().factor(b) == 0;
        List<Step> past = sequence.horizon.past;
        if (refused || advance[b] == length(window, sequence)) {
            past.clear();
        } else {
            past.addAll(window.steps());
            past.subList(0, advance[b]).clear();
        }
        float[] from = refused ? engine.network().outputs().finalState() : states;
        int size = sequence.recurrent.length;
        System.arraycopy(from, b * size, sequence.recurrent, 0, size);
        engine.carry(sequence, window, version);
        if (!carry) {
            sequence.clearRecurrent();
        }
    }
}
