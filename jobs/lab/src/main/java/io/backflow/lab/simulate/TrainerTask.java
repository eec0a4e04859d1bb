package io.backflow.lab.simulate;

import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Join;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.sequence.LabelVerdict;
import io.backflow.jobs.sequence.LifetimeRule;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepLabel;
import io.backflow.jobs.sequence.Verdict;
import io.backflow.jobs.trainer.SequenceStateSerializer;
import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.jobs.worker.KeptWindows;
import io.backflow.jobs.worker.KeyGroups;
import io.backflow.jobs.worker.MemoryWindows;
import io.backflow.jobs.worker.SequenceWorker;
import io.backflow.jobs.worker.Turn;
import io.backflow.jobs.worker.WorkerContext;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** A worker: the class that the pipeline's operator runs, with its state and timers in memory. */
final class TrainerTask extends SimulatedTask implements WorkerContext {

    private final int index;
    private final MarkedModel model;
    private final SequenceWorker worker;
    private final ContributionDispatcher dispatch;
    private final Map<String, SequenceState> sequences = new HashMap<>();
    private final MemoryWindows windows = new MemoryWindows();
    private final TreeSet<Timer> timers =
            new TreeSet<>(Comparator.comparingLong(Timer::time).thenComparing(Timer::sequence));
    private final long training;
    private final AcceptedSnapshots accepted;
    private ChannelTimes times = new ChannelTimes(0);
    private long timerTime = Long.MIN_VALUE;
    private boolean waiting;
    private boolean busy;
    private boolean lingerSet;
    private boolean ending;
    private boolean ended;

    /** A sequence is to be looked after at event time {@code time}. */
    private record Timer(long time, String sequence) {}

    TrainerTask(Attempt attempt, int index) {
        super(attempt, "worker " + index);
        this.index = index;
        model = new MarkedModel(attempt, run().log());
        accepted = new AcceptedSnapshots(this, run().scenario().shards());
        dispatch = new ContributionDispatcher(this, model);
        worker = new SequenceWorker(run().scenario().config(), this, model);
        training = run().slowed(run().conditions().training(), index);
    }

    /** Before the state of sequence {@code id} is restored. */
    void restore(String id, MemoryWindows.Saved saved) {
        windows.restore(id, saved);
    }

    void restore(String id, SequenceState state) {
        sequences.put(id, state);
        if (state.timer != LifetimeRule.NEVER) {
            timers.add(new Timer(state.timer, id));
        }
        worker.restore(id, state);
    }

    /** Timers up to {@code time} went off before the restart: see {@code TimerTime}. */
    void restore(long time) {
        timerTime = time;
    }

    void start() {
        times = new ChannelTimes(inputs());
        setLinger();
    }

    @Override
    boolean mayWork() {
        return super.mayWork() && !waiting && !busy;
    }

    @Override
    void process(Channel channel, Object element) {
        run().progress();
        if (element instanceof Step step) {
            worker.accept(step);
        } else if (times.take(channel.input(), element)) {
            fireTimers();
            worker.watermark(times.time());
        }
        advance();
        setLinger();
    }

    /** As Flink does: every timer up to the watermark, the earliest first, before the watermark itself. */
    private void fireTimers() {
        boolean again = times.time() == timerTime;
        timerTime = times.time();
        while (!again && !timers.isEmpty() && timers.first().time() <= times.time()) {
            Timer timer = timers.pollFirst();
            if (sequences.containsKey(timer.sequence())) {
                worker.onTimer(timer.sequence(), timer.time());
            }
        }
    }

    @Override
    void endInput() {
        worker.endInput();
        ending = true;
        advance();
    }

    /** Trains what is due, and is busy as long as that takes; what is left to do comes after that. */
    private void advance() {
        int batches = 0;
        Turn turn = Turn.MORE;
        while (batches == 0 && turn == Turn.MORE) {
            turn = worker.advance();
            batches = model.takeBatches();
            int trained = batches;
            run().log()
                    .check(
                            Check.TURNS,
                            trained <= 1 || run().scenario().synchronous(),
                            () -> this + " trains " + trained + " minibatches before it looks for snapshots");
        }
        waiting = turn == Turn.WAITING;
        if (batches > 0) {
            run().progress();
            busy = true;
            run().events().in(batches * run().delay(training), this::rest);
        } else if (turn == Turn.DONE && ending && !ended) {
            dispatch.barrier(true);
            worker.finish();
            dispatch.barrier(false);
            ended = true;
            finish();
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
        long due = worker.lingersUntil(millis());
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
        worker.linger(millis());
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

    /** Whether it cannot continue without new parameters. */
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
            if (worker.parameters(run().asReceived(snapshot))) {
                accepted.add(snapshot, worker.view());
            }
        }
        advance();
        work();
    }

    @Override
    void beforeBarrier() {
        if (!run().without(Mutation.PRE_BARRIER_PUSH)) {
            dispatch.barrier(true);
            worker.barrier();
            dispatch.barrier(false);
        }
    }

    @Override
    Object snapshot() {
        new OverdueTimers(run(), times.time()).check(this, sequences);
        SequenceStateSerializer serializer = new SequenceStateSerializer();
        Map<String, SequenceState> copies = new TreeMap<>();
        sequences.forEach((id, state) -> copies.put(id, serializer.copy(state)));
        return new Checkpoint.Sequences(copies, windows.saved(), timerTime);
    }

    @Override
    String waitsFor() {
        return busy ? "its own training" : waiting ? "parameters newer than " + worker.version() : super.waitsFor();
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public int workers() {
        return attempt().workers();
    }

    /** The simulator's jobs have one lane. */
    @Override
    public KeyGroups keyGroups() {
        return new KeyGroups(1, id -> 0);
    }

    @Override
    public List<String> sequences() {
        return sequences.keySet().stream().sorted().toList();
    }

    @Override
    public SequenceState sequence(String id) {
        SequenceState state = sequences.get(id);
        return state == null
                ? new SequenceState(run().scenario().config().model().stateSize())
                : state;
    }

    @Override
    public void keep(String id, SequenceState state) {
        if (state.disposable()) {
            sequences.remove(id);
            windows.clear(id);
        } else {
            sequences.put(id, state);
        }
    }

    @Override
    public void send(Contribution contribution) {
        dispatch.send(contribution);
    }

    @Override
    public KeptWindows windows() {
        return windows;
    }

    @Override
    public void registerTimer(String id, long time) {
        timers.add(new Timer(time, id));
    }

    @Override
    public void deleteTimer(String id, long time) {
        timers.remove(new Timer(time, id));
    }

    @Override
    public void late(Step step, Verdict verdict) {
        Recording recording = run().scenario().recording();
        run().late(recording.number(step));
        boolean repeated = verdict == Verdict.AFTER_END; // perhaps; whether it was lost is for the audit
        run().log()
                .check(
                        Check.EXACTLY_ONCE,
                        repeated || recording.step(recording.number(step)).fate() == RecordedStep.Fate.LATE,
                        () -> "step " + step.step() + " of " + step.sequenceId() + " is " + verdict);
    }

    @Override
    public void lost(StepLabel label, LabelVerdict verdict) {
        throw new IllegalStateException("no label is sent: " + label);
    }

    @Override
    public void warn(String sentence) {
        run().log().violation(Check.ERRORS, sentence);
    }

    @Override
    public void scored(PrequentialPrediction scored) {}
}
