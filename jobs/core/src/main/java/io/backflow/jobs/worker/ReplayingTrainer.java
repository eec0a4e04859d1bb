package io.backflow.jobs.worker;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.ReplayConfig;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.sequence.FeatureSums;
import io.backflow.jobs.sequence.Reservoir;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.StepHash;
import io.backflow.jobs.sequence.Window;
import io.backflow.jobs.window.BatchTrainer;
import io.backflow.jobs.window.LossListener;
import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.jobs.window.Replay;
import io.backflow.model.Gradients;
import io.backflow.model.MinibatchRow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Trains past windows beside the new ones of a minibatch: for each new window some of the same sequence. What is drawn
 * depends on the seed, the sequence, and how many of its windows were offered to its reservoir, and on nothing else:
 * it is the same whatever the other sequences of the minibatch, the number of workers and the restarts. What was kept
 * before an alarm of drift that is to be forgotten is emptied when the sequence is next trained.
 */
final class ReplayingTrainer implements BatchTrainer {

    private final BatchTrainer trainer;
    private final @Nullable ReplayConfig config;
    private final KeptWindows kept;
    private final WorkerDrift drift;
    private final long seed;
    private final ReplayCounts counts = new ReplayCounts();
    private final Drawn drawn = new Drawn();

    /** What a number is drawn for. */
    private enum Purpose {
        REPLAY,
        KEEP,
        MASK
    }

    /** @param drift says which windows are too old to be replayed */
    ReplayingTrainer(JobConfig config, BatchTrainer trainer, KeptWindows kept, WorkerDrift drift) {
        this.config = config.batch().replay();
        this.trainer = trainer;
        this.kept = kept;
        this.drift = drift;
        seed = config.job().seed();
    }

    ReplayCounts counts() {
        return counts;
    }

    /** Cuts what is kept of a restored sequence to what may be kept now. */
    void restore(String id) {
        Reservoir reservoir = kept.reservoir(id);
        if (config == null && reservoir.offered() > 0) {
            kept.clear(id);
        } else if (config != null && reservoir.kept() > config.kept()) {
            for (int slot = config.kept(); slot < reservoir.kept(); slot++) {
                kept.drop(id, slot);
            }
            kept.keep(id, reservoir.atMost(config.kept()));
        }
    }

    @Override
    public int batchCapacity() {
        return trainer.batchCapacity();
    }

    @Override
    public void listen(LossListener listener) {
        trainer.listen(listener);
    }

    @Override
    public void load(float[] parameters, long version) {
        trainer.load(parameters, version);
    }

    @Override
    public FeatureSums takeFeatures() {
        return trainer.takeFeatures();
    }

    @Override
    public TrainingTotals train(
            List<SequenceState> sequences, Replay replay, Gradients gradients, Consumer<PrequentialPrediction> scored) {
        return trainer.train(sequences, replay, gradients, scored);
    }

    @Override
    public TrainingTotals train(
            List<SequenceState> sequences, Gradients gradients, Consumer<PrequentialPrediction> scored) {
        if (config == null) {
            return trainer.train(sequences, Replay.NONE, gradients, scored);
        }
        drawn.begin(config, sequences);
        TrainingTotals totals = trainer.train(sequences, drawn, gradients, scored);
        drawn.end();
        return totals;
    }

    private long seed(String id, Purpose purpose) {
        return StepHash.with(StepHash.with(StepHash.ofSequence(id), seed), purpose.ordinal());
    }

    /** Of one sequence of the minibatch. */
    private record Source(String id, Reservoir reservoir, boolean endsLife) {}

    /** What was drawn for one minibatch. */
    private final class Drawn implements Replay {

        private final List<Source> sources = new ArrayList<>();
        private final List<MinibatchRow> windows = new ArrayList<>();
        private long[] maskKeys = {};
        private int[] slots = {};

        void begin(ReplayConfig config, List<SequenceState> sequences) {
            sources.clear();
            windows.clear();
            if (slots.length != config.windows()) {
                slots = new int[config.windows()];
                maskKeys = new long[trainer.batchCapacity() * config.windows()];
            }
            for (SequenceState sequence : sequences) {
                draw(sequence.ready.element());
            }
        }

        private void draw(Window window) {
            String id = window.steps().get(0).sequenceId();
            Reservoir reservoir = current(id);
            int count = reservoir.draw(slots, seed(id, Purpose.REPLAY));
            long masks = StepHash.with(seed(id, Purpose.MASK), reservoir.offered());
            for (int i = 0; i < count; i++) {
                maskKeys[windows.size()] = StepHash.with(masks, i);
                windows.add(kept.window(id, slots[i]));
            }
            sources.add(new Source(id, reservoir, window.endsLife()));
        }

        /** What is kept of sequence {@code id}; nothing where an alarm of drift has made it too old. */
        private Reservoir current(String id) {
            Reservoir reservoir = kept.reservoir(id);
            long since = drift.windowsSince(id);
            if (reservoir.since() >= since) {
                return reservoir;
            }
            if (reservoir.offered() > 0) {
                kept.clear(id);
                counts.addForgotten(reservoir.kept());
            }
            return Reservoir.emptySince(since);
        }

        /** What a sequence leaves to be replayed ends with its life. */
        void end() {
            for (Source source : sources) {
                if (source.endsLife()) {
                    kept.clear(source.id());
                }
            }
        }

        @Override
        public int size() {
            return windows.size();
        }

        @Override
        public MinibatchRow window(int index) {
            return windows.get(index);
        }

        @Override
        public long maskKey(int index) {
            return maskKeys[index];
        }

        @Override
        public void trained(int index, float factor) {
            counts.addReplayed(factor);
        }

        @Override
        public boolean offer(int b) {
            Source source = sources.get(b);
            if (source.endsLife()) {
                return false;
            }
            boolean keeps = slot(source) != Reservoir.NONE;
            if (!keeps) {
                kept.keep(source.id(), source.reservoir().with(Reservoir.NONE));
            }
            return keeps;
        }

        @Override
        public void keep(int b, MinibatchRow window) {
            Source source = sources.get(b);
            int slot = slot(source);
            kept.keep(source.id(), slot, window);
            kept.keep(source.id(), source.reservoir().with(slot));
            counts.addKept();
        }

        private int slot(Source source) {
            if (config == null) {
                return Reservoir.NONE;
            }
            return source.reservoir().slot(config.kept(), config.span(), seed(source.id(), Purpose.KEEP));
        }
    }
}
