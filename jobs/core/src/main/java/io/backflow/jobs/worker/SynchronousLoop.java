package io.backflow.jobs.worker;

import io.backflow.jobs.protocol.PairwiseSum;
import io.backflow.jobs.protocol.Rounds;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.Share;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.worker.ParameterView;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Window;
import io.backflow.jobs.window.BatchTrainer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Rounds of event time. When the watermark has passed a round's end, the worker waits until the server has closed the
 * round {@code staleness + 1} before it, trains the round's windows, lane by lane, in the order of their sequence IDs
 * on the parameters it then has, and contributes the round. Every worker receives every round's end, so a waiting
 * worker holds back no worker that it waits for.
 *
 * <p>A window belongs to the round of the event that completed it; one that comes too late for its round belongs to the
 * next that is trained.
 */
final class SynchronousLoop implements TrainingLoop {

    /**
     * The watermark before the last: the loop is to see it before sequences without an end are given up, so that what
     * was open in them makes a round of its own, after all others, whatever the timing.
     */
    static final long BEFORE_LAST = Long.MAX_VALUE - 1;

    private final WorkerContext worker;
    private final BatchTrainer trainer;
    private final RoundLearner learner;
    private final Rounds rounds;
    private final int staleness;
    private final Lanes lanes;
    private final ParameterView view;
    private final Outbox outbox;
    private final TreeMap<Long, TreeSet<String>> ready = new TreeMap<>();
    private long ended = Rounds.NONE;
    private long clock = Rounds.NONE;

    SynchronousLoop(
            WorkerContext worker, BatchTrainer trainer, RoundLearner learner, ParameterView view, RoundRule rule) {
        this.worker = worker;
        this.trainer = trainer;
        this.learner = learner;
        this.view = view;
        rounds = rule.rounds();
        staleness = rule.staleness();
        lanes = rule.lanes();
        outbox = new Outbox(worker, view.sharding());
    }

    @Override
    public void ready(String id, long time) {
        ready.computeIfAbsent(Math.max(rounds.of(time), nextRound()), r -> new TreeSet<>())
                .add(id);
    }

    /** Nothing before event time {@code time} comes any more; ready windows of ended rounds are to be trained. */
    void watermark(long time) {
        ended = Math.max(ended, rounds.endedBy(time));
    }

    @Override
    public Turn advance() {
        if (ended == Rounds.NONE || ended <= clock) {
            return Turn.DONE;
        }
        if (!view.complete()) {
            return Turn.WAITING;
        }
        clock = Math.max(clock, view.closedRound());
        mergeLateRounds();
        if (!ready.isEmpty() && ready.firstKey() <= ended) {
            if (!reach(ready.firstKey())) {
                return Turn.WAITING;
            }
            trainRound(ready.firstKey(), ready.firstEntry().getValue());
            return Turn.MORE;
        }
        if (ended > clock) {
            contribute(ended, Share.NONE);
        }
        return Turn.DONE;
    }

    @Override
    public boolean interruptible() {
        return false;
    }

    /** Windows of rounds that were closed before a restart had lost their place already before it. */
    private void mergeLateRounds() {
        var late = ready.headMap(clock, true);
        if (late.isEmpty()) {
            return;
        }
        TreeSet<String> ids = new TreeSet<>();
        late.values().forEach(ids::addAll);
        late.clear();
        ready.computeIfAbsent(nextRound(), r -> new TreeSet<>()).addAll(ids);
    }

    private long nextRound() {
        return clock == Rounds.NONE || clock == Rounds.ALL ? clock : clock + 1;
    }

    /** Skips the rounds before {@code round} that have nothing to train; whether it may be trained now. */
    private boolean reach(long round) {
        if (clock < round - 1) {
            contribute(round - 1, Share.NONE);
        }
        return view.closedRound() >= round - 1 - staleness;
    }

    private void trainRound(long round, TreeSet<String> ids) {
        learner.begin(view, trainer);
        ready.remove(round);
        PairwiseSum sum = new PairwiseSum();
        for (SortedSet<String> lane : lanes.split(ids)) {
            sum.add(lane.isEmpty() ? Share.NONE : trainLane(lane, round));
        }
        contribute(round, sum.total());
    }

    private Share trainLane(SortedSet<String> ids, long round) {
        TrainingTotals totals = TrainingTotals.ZERO;
        List<String> wave = List.copyOf(ids);
        while (!wave.isEmpty()) {
            List<String> next = new ArrayList<>();
            totals = totals.plus(trainWave(wave, round, next));
            wave = next;
        }
        return learner.finish(totals, trainer.takeFeatures());
    }

    /**
     * Trains a window of each of {@code ids} that has one for this round, in their order; those that have another are
     * {@code next}. The state of a sequence is read once for each of its windows, whatever the others have.
     */
    private TrainingTotals trainWave(List<String> ids, long round, List<String> next) {
        TrainingTotals totals = TrainingTotals.ZERO;
        Map<String, SequenceState> batch = new LinkedHashMap<>();
        for (String id : ids) {
            SequenceState state = worker.sequence(id);
            if (hasWindow(state, round)) {
                batch.put(id, state);
            }
            if (batch.size() == trainer.batchCapacity()) {
                totals = totals.plus(train(batch, round, next));
                batch.clear();
            }
        }
        return batch.isEmpty() ? totals : totals.plus(train(batch, round, next));
    }

    private boolean hasWindow(SequenceState state, long round) {
        Window first = state.ready.peek();
        return first != null && rounds.of(first.completedAt()) <= round;
    }

    private TrainingTotals train(Map<String, SequenceState> batch, long round, List<String> next) {
        TrainingTotals totals = learner.train(trainer, List.copyOf(batch.values()), worker::scored);
        batch.forEach((id, state) -> {
            worker.keep(id, state);
            if (hasWindow(state, round)) {
                next.add(id);
            }
        });
        return totals;
    }

    private void contribute(long round, Share share) {
        outbox.sendRound(round, share);
        clock = round;
    }

    /** A round's contribution was sent when the round was trained; only the optimizer's slots are left to send. */
    @Override
    public void barrier() {
        learner.slots().ifPresent(outbox::sendSlots);
    }

    @Override
    public void rolledBack(long number) {
        view.awaitRollback(number);
        learner.rolledBack();
    }

    @Override
    public boolean parameters(ShardSnapshot snapshot) {
        return view.apply(snapshot);
    }

    @Override
    public ParameterView view() {
        return view;
    }

    @Override
    public long refused() {
        return learner.refused();
    }

    @Override
    public long version() {
        return view.version();
    }
}
