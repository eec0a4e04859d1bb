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
import org.jspecify.annotations.Nullable;

/**
 * Windows are scored as they come, and kept with the states at their starts; when a sequence ends, all of it is
 * trained. If a sequence grows to {@code maxSteps}, it is trained so far, its state is kept, and credit is cut there.
 * If its state overflows, it is trained so far, and its state starts from zero.
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
    public Learnt train(
            List<Window> windows, List<SequenceState> sequences, long version, Gradients gradients, Scoring scoring) {
        look(windows, sequences, scoring);
        List<SequenceState> due = new ArrayList<>();
        int cut = 0;
        for (int b = 0; b < windows.size(); b++) {
            SequenceState sequence = sequences.get(b);
            boolean ends = windows.get(b).endsState();
            boolean full = sequence.horizon.held() >= maxSteps;
            if (ends || full || !Engine.sound(sequence)) {
                due.add(sequence);
                cut += full && !ends ? 1 : 0;
            }
        }
        List<List<Step>> learnt = new ArrayList<>();
        if (!due.isEmpty()) {
            learn(due, gradients);
            due.forEach(sequence -> sequence.horizon.parts.forEach(part -> learnt.add(part.steps())));
            due.forEach(sequence -> sequence.horizon.parts.clear());
        }
        for (int b = 0; b < windows.size(); b++) {
            engine.carry(sequences.get(b), windows.get(b), version);
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
        sweep.sweep(parts, new Due(due), gradients);
    }

    /** The sequences that are trained side by side, window by window from their ends. */
    private final class Due implements BackwardSweep.Parts {

        private final List<SequenceState> sequences;

        Due(List<SequenceState> sequences) {
            this.sequences = sequences;
        }

        private HorizonMemory.@Nullable Part part(int b, int fromEnd) {
            List<HorizonMemory.Part> parts = sequences.get(b).horizon.parts;
            int index = parts.size() - 1 - fromEnd;
            return index < 0 ? null : parts.get(index);
        }

        @Override
        public void fill(int fromEnd, Minibatch batch) {
            int time = 1;
            for (int b = 0; b < sequences.size(); b++) {
                HorizonMemory.Part part = part(b, fromEnd);
                time = Math.max(time, part == null ? 0 : part.steps().size());
            }
            batch.reset(time, sequences.size());
            for (int b = 0; b < sequences.size(); b++) {
                HorizonMemory.Part part = part(b, fromEnd);
                if (part == null) {
                    batch.lengths()[b] = 0;
                } else {
                    engine.rows().fill(batch, b, part.start(), List.of(), part.steps());
                }
            }
        }

        @Override
        public void swept(int fromEnd) {
            for (int b = 0; b < sequences.size(); b++) {
                HorizonMemory.Part part = part(b, fromEnd);
                if (part != null) {
                    engine.outliers()
                            .counted(part.steps(), engine.network().guard().factor(b));
                }
            }
        }
    }
}
