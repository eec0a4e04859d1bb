package io.backflow.jobs.window;

import io.backflow.jobs.sequence.HorizonMemory;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.Window;
import io.backflow.model.Gradients;
import io.backflow.model.Minibatch;
import io.backflow.model.horizon.BackwardSweep;
import java.util.ArrayList;
import java.util.List;

/**
 * Windows are scored as they come, and kept with the states at their starts; when a sequence ends, all of it is
 * trained. If a sequence grows to {@code maxSteps}, it is trained so far, its state is kept, and credit is cut there.
 */
final class FullHorizon implements Horizon {

    private final Engine engine;
    private final int maxSteps;
    private final BackwardSweep sweep;

    FullHorizon(Engine engine, int maxSteps) {
        this.engine = engine;
        this.maxSteps = maxSteps;
        sweep = new BackwardSweep(engine.network(), engine.batch());
    }

    @Override
    public void load(float[] parameters) {}

    @Override
    public Learnt train(
            List<Window> windows, List<SequenceState> sequences, long version, Gradients gradients, Scoring scoring) {
        look(windows, sequences, scoring);
        List<SequenceState> due = new ArrayList<>();
        int cut = 0;
        for (int b = 0; b < windows.size(); b++) {
            SequenceState sequence = sequences.get(b);
            boolean full = sequence.horizon.held() >= maxSteps;
            if (full || windows.get(b).endsState()) {
                due.add(sequence);
                cut += windows.get(b).endsState() ? 0 : 1;
            }
        }
        List<List<Step>> learnt = new ArrayList<>();
        if (!due.isEmpty()) {
            learn(due, gradients);
            due.forEach(sequence -> sequence.horizon.parts.forEach(part -> learnt.add(part.steps())));
            due.forEach(sequence -> sequence.horizon.parts.clear());
        }
        for (int b = 0; b < windows.size(); b++) {
            Engine.carry(sequences.get(b), windows.get(b), version);
        }
        return new Learnt(learnt, cut);
    }

    private void look(List<Window> windows, List<SequenceState> sequences, Scoring scoring) {
        Minibatch batch = engine.batch();
        int time =
                windows.stream().mapToInt(window -> window.steps().size()).max().orElse(0);
        batch.reset(Math.max(1, time), windows.size());
        for (int b = 0; b < windows.size(); b++) {
            engine.rows()
                    .fill(
                            batch,
                            b,
                            sequences.get(b).recurrent,
                            List.of(),
                            windows.get(b).steps());
        }
        engine.network().forward(batch);
        float[] states = engine.network().outputs().finalState();
        for (int b = 0; b < windows.size(); b++) {
            scoring.score(b, 0);
            SequenceState sequence = sequences.get(b);
            if (!windows.get(b).steps().isEmpty()) {
                float[] start = sequence.recurrent.clone();
                sequence.horizon.parts.add(
                        new HorizonMemory.Part(start, windows.get(b).steps()));
            }
            int size = sequence.recurrent.length;
            System.arraycopy(states, b * size, sequence.recurrent, 0, size);
        }
    }

    private void learn(List<SequenceState> due, Gradients gradients) {
        int parts = due.stream().mapToInt(s -> s.horizon.parts.size()).max().orElse(0);
        sweep.sweep(parts, (fromEnd, batch) -> fill(due, fromEnd, batch), gradients);
    }

    private void fill(List<SequenceState> due, int fromEnd, Minibatch batch) {
        int time = 1;
        for (SequenceState sequence : due) {
            int index = sequence.horizon.parts.size() - 1 - fromEnd;
            time = Math.max(
                    time,
                    index < 0 ? 0 : sequence.horizon.parts.get(index).steps().size());
        }
        batch.reset(time, due.size());
        for (int b = 0; b < due.size(); b++) {
            List<HorizonMemory.Part> parts = due.get(b).horizon.parts;
            int index = parts.size() - 1 - fromEnd;
            if (index < 0) {
                batch.lengths()[b] = 0;
            } else {
                engine.rows()
                        .fill(
                                batch,
                                b,
                                parts.get(index).start(),
                                List.of(),
                                parts.get(index).steps());
            }
        }
    }

    @Override
    public void close() {}
}
