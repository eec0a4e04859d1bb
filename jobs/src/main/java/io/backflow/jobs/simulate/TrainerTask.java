package io.backflow.jobs.simulate;

import io.backflow.jobs.sequence.SequenceListener;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Sequencer;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.Verdict;
import io.backflow.jobs.sequence.Window;
import io.backflow.jobs.sync.Contribution;
import io.backflow.jobs.sync.Join;
import io.backflow.jobs.sync.ShardSnapshot;
import io.backflow.jobs.trainer.Scored;
import io.backflow.jobs.trainer.SequenceStateSerializer;
import io.backflow.jobs.trainer.TrainerSetup;
import io.backflow.jobs.trainer.TrainingLoop;
import io.backflow.jobs.trainer.Worker;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A worker: the real sequencer and the real training loop, fed as the pipeline's operator feeds them. */
final class TrainerTask extends Task implements Worker {

    private final int index;
    private final Sequencer sequencer;
    private final MarkedModel model;
    private final TrainingLoop loop;
    private final Dispatch dispatch;
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
        model = new MarkedModel(world().scenario(), world().witness());
        dispatch = new Dispatch(this, model);
        sequencer = TrainerSetup.sequencer(world().scenario().config(), SequenceListener.NONE);
        loop = TrainerSetup.loop(world().scenario().config(), this, model);
        training = world().slowed(world().conditions().training(), index);
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
        world().progress();
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
        if (sequencer.accept(state, step) == Verdict.LATE) {
            world().witness().violation("step " + step.step() + " of " + step.sequenceId() + " is late");
        }
        report(step.sequenceId(), state, known);
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
            sequencer.end(state);
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

    /** Trains what is due; what is left to do comes after that. */
    private void advance() {
        waiting = !loop.advance();
        while (!waiting && !todo.isEmpty()) {
            todo.remove().run();
            waiting = !loop.advance();
        }
        int batches = model.takeBatches();
        if (batches > 0) {
            world().progress();
            busy = true;
            world().agenda().in(batches * world().delay(training), this::rest);
        }
    }

    private void rest() {
        busy = false;
        work();
    }

    private void setLinger() {
        long due = loop.lingersUntil(millis());
        if (!lingerSet && due != Long.MAX_VALUE) {
            lingerSet = true;
            world().agenda().in(Math.max(0, due - millis()) * 1000, this::linger);
        }
    }

    private void linger() {
        if (dead()) {
            return;
        }
        if (busy) {
            world().agenda().in(training + 1, this::linger);
            return;
        }
        lingerSet = false;
        loop.linger(millis());
        advance();
        setLinger();
        work();
    }

    private long millis() {
        return world().agenda().now() / 1000;
    }

    boolean busy() {
        return busy;
    }

    /** Whether it cannot go on without news. */
    boolean waiting() {
        return waiting;
    }

    /** Asks its server, by way of the publisher. */
    void ask(Join join) {
        outputs().get(outputs().size() - 1).send(join);
    }

    /** Takes over what came back from the server; false where there is no time for it now. */
    boolean hear(List<ShardSnapshot> snapshots) {
        if (busy) {
            return false;
        }
        for (ShardSnapshot snapshot : snapshots) {
            boolean believed = loop.parameters(world().asHeard(snapshot));
            attempt().heard(this, snapshot, believed);
        }
        advance();
        work();
        return true;
    }

    @Override
    void beforeBarrier() {
        if (!ended && !world().without(Mutation.PRE_BARRIER_PUSH)) {
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
    String plight() {
        return busy ? "its own training" : waiting ? "parameters newer than " + loop.version() : super.plight();
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
    public void scored(Scored scored) {}
}
