package io.backflow.lab.simulate;

import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Join;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Sequencer;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.Verdict;
import io.backflow.jobs.sequence.Window;
import io.backflow.jobs.trainer.SequenceStateSerializer;
import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.jobs.worker.ConfiguredWorker;
import io.backflow.jobs.worker.TrainingLoop;
import io.backflow.jobs.worker.TrainingLoop.Turn;
import io.backflow.jobs.worker.Worker;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A worker: the real sequencer and the real training loop, fed as the pipeline's operator feeds them. */
final class TrainerTask extends SimulatedTask implements Worker {

    private final int index;
    private final Sequencer sequencer;
    private final MarkedModel model;
    private final TrainingLoop loop;
    private final ContributionDispatcher dispatch;
    private final Map<String, SequenceState> sequences = new HashMap<>();
    private final ArrayDeque<Runnable> todo = new ArrayDeque<>();
    private final long training;
    private long[] watermarks = {};
    private long watermark = Long.MIN_VALUE;
    private boolean waiting;
    private boolean busy;
    private boolean lingerSet;
    private boolean ended;

    TrainerTask(Attempt attempt, int index) {
        super(attempt, "worker " + index);
        this.index = index;
        model = new MarkedModel(run().scenario(), run().log());
        dispatch = new ContributionDispatcher(this, model);
        sequencer = ConfiguredWorker.sequencer(run().scenario().config());
        loop = ConfiguredWorker.loop(run().scenario().config(), this, model);
        training = run().slowed(run().conditions().training(), index);
    }

    void restore(String id, SequenceState state) {
        sequences.put(id, state);
        for (Window window : state.ready) {
            loop.restored(id, window.completedAt());
        }
    }

    void start() {
        watermarks = new long[inputs()];
        Arrays.fill(watermarks, Long.MIN_VALUE);
        setLinger();
    }

    TrainingLoop loop() {
        return loop;
    }

    @Override
    boolean mayWork() {
        return super.mayWork() && !waiting && !busy && todo.isEmpty();
    }

    @Override
    void process(Channel channel, Object element) {
        run().progress();
        if (element instanceof Step step) {
            take(step);
        } else {
            watermarks[channel.input()] = ((Watermark) element).time();
            long time = Arrays.stream(watermarks).min().orElseThrow();
            if (time > watermark) {
                watermark = time;
                follow(time);
            }
        }
        advance();
        setLinger();
    }

    private void take(Step step) {
        SequenceState state = sequence(step.sequenceId());
        int known = state.ready.size();
        Verdict verdict = sequencer.accept(state, step, this::late);
        if (verdict == Verdict.LATE) {
            late(step);
        }
        report(step.sequenceId(), state, known);
    }

    private void late(Step step) {
        run().log().violation("step " + step.step() + " of " + step.sequenceId() + " is late");
    }

    private void report(String id, SequenceState state, int known) {
        keep(id, state);
        if (state.ready.size() > known) {
            for (Window window : List.copyOf(state.ready).subList(known, state.ready.size())) {
                loop.ready(id, window.completedAt());
            }
        }
    }

    private void follow(long time) {
        if (time == Long.MAX_VALUE) {
            loop.watermark(TrainingLoop.BEFORE_LAST);
            todo.add(this::expireAll);
            todo.add(() -> loop.watermark(time));
        } else {
            loop.watermark(time);
        }
    }

    private void expireAll() {
        for (String id : sequences.keySet().stream().sorted().toList()) {
            SequenceState state = sequence(id);
            int known = state.ready.size();
            sequencer.expire(state, state.lastEventTime, this::late);
            report(id, state, known);
        }
    }

    @Override
    void endInput() {
        loop.end();
        todo.add(() -> {
            push();
            ended = true;
            finish();
        });
        advance();
    }

    /** Trains what is due, and is busy as long as that takes; what is left to do comes after that. */
    private void advance() {
        int batches = 0;
        Turn turn = Turn.MORE;
        while (batches == 0 && turn == Turn.MORE) {
            turn = loop.advance();
            batches = model.takeBatches();
            int trained = batches;
            run().log()
                    .check(
                            trained <= 1 || run().scenario().synchronous(),
                            () -> this + " trains " + trained + " minibatches before it looks for snapshots");
            if (batches == 0 && turn == Turn.DONE && !todo.isEmpty()) {
                todo.remove().run();
                turn = Turn.MORE;
            }
        }
        waiting = turn == Turn.WAITING;
        if (batches > 0) {
            run().progress();
            busy = true;
            run().events().in(batches * run().delay(training), this::rest);
        }
    }

    /** Has time for the snapshots that have come meanwhile, and goes on. */
    private void rest() {
        if (dead()) {
            return;
        }
        busy = false;
        attempt().feed().rested(this);
        if (!busy) {
            advance();
        }
        work();
    }

    private void setLinger() {
        long due = loop.lingersUntil(millis());
        if (!lingerSet && due != Long.MAX_VALUE) {
            lingerSet = true;
            run().events().in(Math.max(0, due - millis()) * 1000, this::linger);
        }
    }

    private void linger() {
        if (dead()) {
            return;
        }
        if (busy) {
            run().events().in(training + 1, this::linger);
            return;
        }
        lingerSet = false;
        loop.linger(millis());
        advance();
        setLinger();
        work();
    }

    private long millis() {
        return run().events().now() / 1000;
    }

    boolean busy() {
        return busy;
    }

    /** Whether it cannot go on without news. */
    boolean waiting() {
        return waiting;
    }

    /** Asks its server, by way of the publisher. */
    void join(Join join) {
        outputs().get(outputs().size() - 1).send(join);
    }

    /** Takes over what came back from the server; not while it is busy. */
    void receive(List<ShardSnapshot> snapshots) {
        for (ShardSnapshot snapshot : snapshots) {
            boolean accepted = loop.parameters(run().asReceived(snapshot));
            attempt().received(this, snapshot, accepted);
        }
        advance();
        work();
    }

    @Override
    void beforeBarrier() {
        if (!ended && !run().without(Mutation.PRE_BARRIER_PUSH)) {
            push();
        }
    }

    private void push() {
        dispatch.barrier(true);
        loop.barrier();
        dispatch.barrier(false);
    }

    @Override
    Object snapshot() {
        SequenceStateSerializer serializer = new SequenceStateSerializer();
        Map<String, SequenceState> copies = new TreeMap<>();
        sequences.forEach((id, state) -> copies.put(id, serializer.copy(state)));
        return new Checkpoint.Sequences(copies);
    }

    @Override
    String waitsFor() {
        return busy ? "its own training" : waiting ? "parameters newer than " + loop.version() : super.waitsFor();
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public int workers() {
        return attempt().workers();
    }

    @Override
    public SequenceState sequence(String id) {
        SequenceState state = sequences.get(id);
        return state == null ? new SequenceState(1) : state;
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
        dispatch.send(contribution);
    }

    @Override
    public void scored(PrequentialPrediction scored) {}
}
