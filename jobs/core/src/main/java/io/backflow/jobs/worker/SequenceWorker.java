package io.backflow.jobs.worker;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.worker.EarlySnapshots;
import io.backflow.jobs.protocol.worker.ParameterView;
import io.backflow.jobs.sequence.Acceptance;
import io.backflow.jobs.sequence.Arrival;
import io.backflow.jobs.sequence.Joining;
import io.backflow.jobs.sequence.LifetimeRule;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepFollower;
import io.backflow.jobs.sequence.StepLabel;
import io.backflow.jobs.sequence.StepOrder;
import io.backflow.jobs.sequence.Verdict;
import io.backflow.jobs.sequence.Window;
import io.backflow.jobs.window.BatchTrainer;
import java.util.ArrayDeque;
import java.util.List;

/**
 * One worker of a training job: puts the steps of its sequences in order, and trains windows when its
 * {@link TrainingLoop} says so. The Flink operator, the simulator and the tests run this class.
 *
 * <p>It holds no thread. Each input is one call, followed by {@link #advance} until that is {@link Turn#DONE}; where it
 * is {@link Turn#WAITING}, the worker takes no further input before {@link #parameters} were given to it. Where the
 * worker is {@link #interruptible}, further input and barriers may also come where it is {@link Turn#MORE}.
 */
public final class SequenceWorker {

    private final WorkerContext context;
    private final SequenceCounts counts;
    private final SequenceEvents events;
    private final StepOrder order;
    private final LearningControl learning;
    private final ReplayingTrainer replaying;
    private final TrainingLoop loop;
    private final EarlySnapshots early;
    private final RestoredSequence fit;

    /** What is to be done once nothing before it is due any more. */
    private final ArrayDeque<Runnable> deferred = new ArrayDeque<>();

    private boolean finished;

    /** @param trainer trains the windows; the caller closes it */
    public SequenceWorker(JobConfig config, WorkerContext context, BatchTrainer trainer) {
        this.context = context;
        counts = new SequenceCounts(
                new GapWarnings(config.horizon().every(), ConfiguredWorker.gapPolicy(config), context::warn));
        events = new SequenceEvents(counts, context::lost);
        order = ConfiguredWorker.order(config, events);
        WorkerDrift drift = new WorkerDrift(config);
        learning = new LearningControl(drift);
        replaying = new ReplayingTrainer(config, trainer, context.windows(), drift);
        loop = ConfiguredWorker.loop(config, context, replaying, learning);
        early = new EarlySnapshots(loop.view());
        drift.follow(loop.view());
        trainer.listen(drift);
        fit = RestoredSequence.of(config);
    }

    /** Lets {@code stepFollower} follow the states of all sequences; before any is restored or accepted. */
    public void followedBy(StepFollower stepFollower) {
        events.follow(stepFollower);
    }

    /** This worker's copy of the model, which changes with {@link #parameters}. */
    public ParameterView view() {
        return loop.view();
    }

    /**
     * Takes up the windows that wait in a restored sequence. Its deadline may be nearer than its timer if the
     * configuration has changed.
     *
     * @throws io.backflow.jobs.config.ConfigException if the state was made with settings that lose a part of it now
     */
    public void restore(String id, SequenceState state) {
        fit.check(id, state);
        replaying.restore(id);
        for (Window window : state.ready) {
            loop.ready(id, window.completedAt());
        }
        events.restored(id, state);
        events.at(id);
        if (setTimer(id, state)) {
            context.keep(id, state);
        }
    }

    /** Accepts, holds back or drops a step. */
    public void accept(Step step) {
        SequenceState state = sequence(step.sequenceId());
        Acceptance acceptance = order.accept(state, step);
        Verdict verdict = acceptance.verdict();
        counts.count(verdict);
        if (verdict.isLoss()) {
            context.late(step, verdict);
        }
        keep(step.sequenceId(), state, acceptance.completed());
    }

    /** Accepts a step, or a label. */
    public void accept(Arrival arrival) {
        if (arrival instanceof Step step) {
            accept(step);
        } else {
            accept((StepLabel) arrival);
        }
    }

    /** Joins a label to its step, lets it wait, or drops it. */
    public void accept(StepLabel label) {
        SequenceState state = sequence(label.sequenceId());
        Joining joining = order.join(state, label);
        events.labelled(label, joining.verdict());
        keep(label.sequenceId(), state, joining.completed());
    }

    /** A timer of sequence {@code id}, which this worker still holds, is due at event time {@code time}. */
    public void onTimer(String id, long time) {
        SequenceState state = sequence(id);
        if (time < state.timer) {
            return; // set by a build that did not delete timers
        }
        state.timer = LifetimeRule.NEVER;
        keep(id, state, order.advance(state, time));
    }

    /** Nothing before event time {@code time} comes any more; timers up to it were called. */
    public void watermark(long time) {
        if (time == Long.MAX_VALUE) {
            endRounds(SynchronousLoop.BEFORE_LAST);
            deferred.add(this::expireAll);
            deferred.add(() -> endRounds(time));
        } else {
            endRounds(time);
        }
    }

    /** Asynchronous workers have no rounds. */
    private void endRounds(long watermark) {
        if (loop instanceof SynchronousLoop rounds) {
            rounds.watermark(watermark);
        }
    }

    /**
     * The recurrent state of sequence {@code id} starts from zero; what is open is completed as at an end. The windows
     * up to there are not replayed beside later ones.
     */
    public void reset(String id) {
        SequenceState state = sequence(id);
        List<Window> completed = order.reset(state);
        state.endLife();
        keep(id, state, completed);
    }

    /** How this worker learns; commands change it at a barrier, after {@link #barrier}. */
    public LearningControl learning() {
        return learning;
    }

    /**
     * A command replaces the parameters by those of another version: nothing is trained before they have come. After
     * {@link #barrier}.
     *
     * @param number counts the rollbacks of the run
     */
    public void rolledBack(long number) {
        loop.rolledBack(number);
    }

    /** No step comes any more: what is open is completed, in the order of the sequence IDs. */
    private void expireAll() {
        for (String id : context.sequences()) {
            SequenceState state = sequence(id);
            keep(id, state, order.end(state));
        }
    }

    private SequenceState sequence(String id) {
        events.at(id);
        return context.sequence(id);
    }

    /** Writes {@code state} back, sets its timer, and reports its {@code completed} windows. */
    private void keep(String id, SequenceState state, List<Window> completed) {
        setTimer(id, state);
        if (state.takeOutlived()) {
            context.windows().clear(id);
        }
        context.keep(id, state);
        for (Window window : completed) {
            loop.ready(id, window.completedAt());
        }
    }

    /** Registers a timer for the deadline of sequence {@code id} if none is due by then; whether it did. */
    private boolean setTimer(String id, SequenceState state) {
        long deadline = order.deadline(state);
        if (deadline >= state.timer) {
            return false;
        }
        if (state.timer != LifetimeRule.NEVER) {
            context.deleteTimer(id, state.timer);
        }
        state.timer = deadline;
        context.registerTimer(id, deadline);
        return true;
    }

    /** Trains and sends what is due, one minibatch or one round of it. */
    public Turn advance() {
        Turn turn = loop.advance();
        Runnable next = turn == Turn.DONE ? deferred.poll() : null;
        if (next == null) {
            return turn;
        }
        next.run();
        return Turn.MORE;
    }

    /** Whether further input may come before {@link #advance} is {@link Turn#DONE}. */
    public boolean interruptible() {
        return loop.interruptible();
    }

    /** A checkpoint barrier follows: sends all unsent updates. */
    public void barrier() {
        if (!finished) {
            loop.barrier();
        }
    }

    /** The input has ended, and {@link #advance} is done; {@link #finish} follows once it is done again. */
    public void endInput() {
        if (loop instanceof AsynchronousLoop asynchronous) {
            asynchronous.end();
        }
    }

    /** Sends what is left. Checkpoints may follow, but nothing is sent for them any more. */
    public void finish() {
        loop.barrier();
        finished = true;
    }

    /** Takes over a snapshot from the server; false where an older one is ignored. */
    public boolean parameters(ShardSnapshot snapshot) {
        if (early.keeps(snapshot)) {
            return false;
        }
        boolean taken = loop.parameters(snapshot);
        ShardSnapshot waiting = early.take(snapshot.shard());
        if (waiting != null) {
            loop.parameters(waiting);
        }
        return taken;
    }

    /** It is {@code now}, in milliseconds of the machine's clock: windows that have waited long enough are due. */
    public void linger(long now) {
        if (loop instanceof AsynchronousLoop asynchronous) {
            asynchronous.linger(now);
        }
    }

    /** Until when ready windows wait for more, if it is {@code now}; {@link Long#MAX_VALUE} where none does. */
    public long lingersUntil(long now) {
        return loop instanceof AsynchronousLoop asynchronous ? asynchronous.lingersUntil(now) : Long.MAX_VALUE;
    }

    /** What has become of the steps and the recurrent states of this worker's sequences since it was started. */
    public SequenceCounts counts() {
        return counts;
    }

    /** What was replayed, and kept for it. */
    public ReplayCounts replayed() {
        return replaying.counts();
    }

    /** Gradients that were not used because a value was not finite. */
    public long refused() {
        return loop.refused();
    }

    /** Contributions that the server has not acknowledged; 0 of a synchronous worker, which waits for rounds. */
    public int inFlight() {
        return loop instanceof AsynchronousLoop asynchronous ? asynchronous.inFlight() : 0;
    }

    /** The oldest version among this worker's copies of the shards. */
    public long version() {
        return loop.version();
    }
}
