package io.backflow.jobs.worker;

import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.worker.ParameterView;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.window.BatchTrainer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * No worker waits for another. Windows are trained as soon as enough of them are ready, or have waited long enough;
 * a contribution is sent when earlier ones are acknowledged.
 */
final class AsynchronousLoop implements TrainingLoop {

    private static final long NOT_SET = Long.MIN_VALUE;

    private final WorkerContext worker;
    private final BatchTrainer trainer;
    private final AsynchronousLearner learner;
    private final ParameterView view;
    private final LinkedHashSet<String> ready = new LinkedHashSet<>();
    private final long lingerMillis;
    private long lingersUntil = NOT_SET;
    private boolean lingered;

    AsynchronousLoop(
            WorkerContext worker,
            BatchTrainer trainer,
            AsynchronousLearner learner,
            ParameterView view,
            long lingerMillis) {
        this.worker = worker;
        this.trainer = trainer;
        this.learner = learner;
        this.view = view;
        this.lingerMillis = lingerMillis;
    }

    @Override
    public void ready(String id, long time) {
        ready.add(id);
    }

    /** It is {@code now}, in milliseconds of the machine's clock: windows that have waited long enough are due. */
    void linger(long now) {
        lingered |= lingersUntil(now) <= now;
    }

    /**
     * Until when ready windows wait for more, if it is {@code now}; {@link Long#MAX_VALUE} where none does. Windows
     * that are ready now have come after the last minibatch: it took all that were waiting.
     */
    long lingersUntil(long now) {
        if (lingered || ready.isEmpty()) {
            return Long.MAX_VALUE;
        }
        if (lingersUntil == NOT_SET) {
            lingersUntil = now + lingerMillis;
        }
        return lingersUntil;
    }

    @Override
    public Turn advance() {
        if (!due()) {
            return Turn.DONE;
        }
        if (!view.complete() || !learner.mayTrain()) {
            return Turn.WAITING;
        }
        trainBatch();
        lingered &= !ready.isEmpty();
        return due() ? Turn.MORE : Turn.DONE;
    }

    @Override
    public boolean interruptible() {
        return true;
    }

    private boolean due() {
        return ready.size() >= trainer.batchCapacity() || lingered;
    }

    @Override
    public void barrier() {
        if (learner instanceof AsynchronousDelta delta) {
            delta.sendUnsent();
        }
    }

    /** The input is over and everything is ready that ever will be. */
    void end() {
        lingered = !ready.isEmpty();
    }

    private void trainBatch() {
        List<String> ids = new ArrayList<>(trainer.batchCapacity());
        Iterator<String> next = ready.iterator();
        while (next.hasNext() && ids.size() < trainer.batchCapacity()) {
            ids.add(next.next());
            next.remove();
        }
        lingersUntil = NOT_SET;
        List<SequenceState> states = ids.stream().map(worker::sequence).toList();
        learner.begin(trainer);
        TrainingTotals totals = trainer.train(states, learner.gradients(), worker::scored);
        for (int i = 0; i < ids.size(); i++) {
            if (!states.get(i).ready.isEmpty()) {
                ready.add(ids.get(i));
            }
            worker.keep(ids.get(i), states.get(i));
        }
        learner.learnt(totals, trainer.takeFeatures(), ids.size() == trainer.batchCapacity());
    }

    @Override
    public void rolledBack(long number) {
        view.awaitRollback(number);
        learner.rolledBack();
    }

    @Override
    public boolean parameters(ShardSnapshot snapshot) {
        if (!view.apply(snapshot)) {
            return false;
        }
        learner.apply(snapshot);
        return true;
    }

    @Override
    public ParameterView view() {
        return view;
    }

    @Override
    public long refused() {
        return learner.refused();
    }

    /** Contributions that the server has not acknowledged. */
    int inFlight() {
        return learner.inFlight();
    }

    @Override
    public long version() {
        return view.version();
    }
}
