package io.backflow.jobs.worker;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Sequencer;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.Window;
import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.jobs.window.WindowTrainer;
import io.backflow.jobs.worker.TrainingLoop.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A worker without Flink: sequences in a map, a training loop, and a {@link MemoryServer} to talk to. */
final class MemoryWorker implements Worker, AutoCloseable {

    private final MemoryServer server;
    private final int index;
    private final int workers;
    private final int stateSize;
    private final Sequencer sequencer;
    private final WindowTrainer trainer;
    private final TrainingLoop loop;
    private final TreeMap<String, SequenceState> sequences = new TreeMap<>();
    private Consumer<PrequentialPrediction> listener = scored -> {};
    private int mostInFlight;

    MemoryWorker(JobConfig config, MemoryServer server, int index, int workers) {
        this.server = server;
        this.index = index;
        this.workers = workers;
        stateSize = config.model().stateSize();
        sequencer = ConfiguredWorker.sequencer(config);
        trainer = ConfiguredWorker.windowTrainer(config);
        loop = ConfiguredWorker.loop(config, this, trainer);
    }

    void take(Step step) throws InterruptedException {
        SequenceState state = sequence(step.sequenceId());
        int known = state.ready.size();
        sequencer.accept(state, step, late -> {
            throw new AssertionError("late: " + late);
        });
        report(step.sequenceId(), state, known);
    }

    void watermark(long time) throws InterruptedException {
        loop.watermark(time);
        advance();
    }

    /** The input is over. */
    void end() throws InterruptedException {
        watermark(TrainingLoop.BEFORE_LAST);
        for (String id : List.copyOf(sequences.keySet())) {
            SequenceState state = sequence(id);
            int known = state.ready.size();
            sequencer.expire(state, state.lastEventTime, late -> {});
            report(id, state, known);
        }
        watermark(Long.MAX_VALUE);
        loop.end();
        advance();
        loop.barrier();
    }

    private void report(String id, SequenceState state, int known) throws InterruptedException {
        keep(id, state);
        for (Window window : new ArrayList<>(state.ready).subList(known, state.ready.size())) {
            loop.ready(id, window.completedAt());
        }
        advance();
    }

    void advance() throws InterruptedException {
        for (Turn turn = loop.advance(); turn != Turn.DONE; turn = loop.advance()) {
            if (turn == Turn.WAITING) {
                loop.parameters(server.await(index));
            } else {
                while (listen()) {
                    // all that has come meanwhile
                }
            }
        }
    }

    TrainingLoop loop() {
        return loop;
    }

    /** Takes over one snapshot if there is one. */
    boolean listen() {
        ShardSnapshot snapshot = server.poll(index);
        if (snapshot != null) {
            loop.parameters(snapshot);
        }
        return snapshot != null;
    }

    int mostInFlight() {
        return mostInFlight;
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public int workers() {
        return workers;
    }

    @Override
    public SequenceState sequence(String id) {
        SequenceState state = sequences.get(id);
        return state == null ? new SequenceState(stateSize) : state;
    }

    @Override
    public void keep(String id, SequenceState state) {
        if (state.disposable()) {
            sequences.remove(id);
        } else {
            sequences.put(id, state);
        }
    }

    @Override
    public void send(Contribution contribution) {
        server.send(contribution);
        mostInFlight = Math.max(mostInFlight, loop.inFlight());
    }

    @Override
    public void scored(PrequentialPrediction scored) {
        listener.accept(scored);
    }

    /** Tells {@code listener} of every prediction from now on. */
    void listenTo(Consumer<PrequentialPrediction> listener) {
        this.listener = listener;
    }

    @Override
    public void close() {
        trainer.close();
    }
}
