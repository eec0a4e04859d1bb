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

    @Override
    public void restored(String id, long time) {
        ready.add(id);
    }

    @Override
    public void linger(long now) {
        lingered |= lingersUntil(now) <= now;
    }

    /** Windows that are ready now have come after the last minibatch: it took all that were waiting. */
    @Override
    public long lingersUntil(long now) {
        if (lingered || ready.isEmpty()) {
            return Long.MAX_VALUE;
        }
        if (lingersUntil == NOT_SET) {
            lingersUntil = now + lingerMillis;
        }
        return lingersUntil;
    }

    @Override
    public void watermark(long time) {}

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
        if (view.complete()) {
            learner.flush(true);
        }
    }

    @Override
    public void end() {
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
        learner.learnt(totals);
        if (ids.size() < trainer.batchCapacity()) {
            learner.pause();
        }
        learner.flush(false);
    }

    @Override
    public boolean parameters(ShardSnapshot snapshot) {
        if (!view.apply(snapshot)) {
            return false;
        }
        learner.apply(snapshot);
        if (view.complete()) {
            learner.flush(false);
        }
        return true;
    }

    @Override
    public long refused() {
        return learner.refused();
    }

    @Override
    public int inFlight() {
        return learner.inFlight();
    }

    @Override
    public long version() {
        return view.version();
    }
}
