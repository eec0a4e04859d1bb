package io.backflow.jobs.window;

import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.Window;
import io.backflow.model.Gradients;
import io.backflow.model.Minibatch;
import io.backflow.model.horizon.Overlap;
import java.util.List;

/**
 * The gradient runs over a window's new steps and the past ones that are repeated before them; the state before the
 * oldest of those that the next window repeats is carried.
 */
final class TruncatedHorizon implements Horizon {

    private final Engine engine;
    private final Overlap overlap;
    private final int[] advance;
    private final float[] states;

    TruncatedHorizon(Engine engine, Overlap overlap) {
        this.engine = engine;
        this.overlap = overlap;
        advance = new int[engine.batch().batchCapacity()];
        states = new float[advance.length * engine.network().spec().stateSize()];
    }

    @Override
    public Learnt train(
            List<Window> windows, List<SequenceState> sequences, long version, Gradients gradients, Scoring scoring) {
        Minibatch batch = engine.batch();
        int time = 1;
        for (int b = 0; b < windows.size(); b++) {
            time = Math.max(time, length(windows.get(b), sequences.get(b)));
        }
        batch.reset(time, windows.size());
        for (int b = 0; b < windows.size(); b++) {
            SequenceState sequence = sequences.get(b);
            List<Step> fresh = windows.get(b).steps();
            engine.rows().fill(batch, b, sequence.recurrent, sequence.horizon.past, fresh);
            advance[b] = overlap.advance(sequence.horizon.past.size(), fresh.size());
        }
        engine.network().forwardBackward(batch, gradients, advance, states);
        for (int b = 0; b < windows.size(); b++) {
            scoring.score(b, sequences.get(b).horizon.past.size());
            engine.outliers()
                    .counted(windows.get(b).steps(), engine.network().guard().factor(b));
            carry(b, windows.get(b), sequences.get(b), version);
        }
        return new Learnt(windows.stream().map(Window::steps).toList(), 0);
    }

    private static int length(Window window, SequenceState sequence) {
        return sequence.horizon.past.size() + window.steps().size();
    }

    /** Steps that made a window's gradient overflow are not repeated: the state after them is carried. */
    private void carry(int b, Window window, SequenceState sequence, long version) {
        boolean refused = engine.network().guard().factor(b) == 0;
        List<Step> past = sequence.horizon.past;
        if (refused) {
            past.clear();
        } else {
            past.addAll(window.steps());
            past.subList(0, advance[b]).clear();
        }
        float[] from = refused ? engine.network().outputs().finalState() : states;
        int size = sequence.recurrent.length;
        System.arraycopy(from, b * size, sequence.recurrent, 0, size);
        engine.carry(sequence, window, version);
    }
}
