package io.backflow.jobs.window;

import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Window;
import io.backflow.model.Gradients;
import io.backflow.model.Minibatch;
import io.backflow.model.horizon.OnlineCredit;
import io.backflow.model.horizon.OnlineMethod;
import java.util.ArrayList;
import java.util.List;

/** Each step is trained at once; the influence carried beside the state gives credit to all earlier steps. */
final class OnlineHorizon implements Horizon, AutoCloseable {

    private final Engine engine;
    private final OnlineCredit credit;

    OnlineHorizon(Engine engine, OnlineMethod method) {
        this.engine = engine;
        credit =
                new OnlineCredit(engine.network().spec(), method, engine.batch().batchCapacity());
    }

    /** Takes over new parameters; the network has them already. */
    void load(float[] parameters) {
        credit.load(parameters);
    }

    @Override
    public Learnt train(
            List<Window> windows, List<SequenceState> sequences, long version, Gradients gradients, Scoring scoring) {
        Minibatch batch = engine.batch();
        int time =
                windows.stream().mapToInt(window -> window.steps().size()).max().orElse(0);
        batch.reset(Math.max(1, time), windows.size());
        List<float[]> influences = new ArrayList<>();
        for (int b = 0; b < windows.size(); b++) {
            SequenceState sequence = sequences.get(b);
            engine.rows()
                    .fill(
                            batch,
                            b,
                            sequence.recurrent,
                            List.of(),
                            windows.get(b).steps());
            if (sequence.horizon.influence.length != credit.influenceSize()) {
                sequence.horizon.influence = new float[credit.influenceSize()];
            }
            influences.add(sequence.horizon.influence);
        }
        credit.train(engine.network(), batch, influences, gradients);
        float[] states = engine.network().outputs().finalState();
        for (int b = 0; b < windows.size(); b++) {
            scoring.score(b, 0);
            engine.outliers()
                    .counted(windows.get(b).steps(), engine.network().guard().factor(b));
            SequenceState sequence = sequences.get(b);
            int size = sequence.recurrent.length;
            System.arraycopy(states, b * size, sequence.recurrent, 0, size);
            engine.carry(sequence, windows.get(b), version);
        }
        return new Learnt(windows.stream().map(Window::steps).toList(), 0);
    }

    @Override
    public void close() {
        credit.close();
    }
}
