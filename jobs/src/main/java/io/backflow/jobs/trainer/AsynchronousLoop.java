package io.backflow.jobs.trainer;

import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sync.ParameterView;
import io.backflow.jobs.sync.ShardSnapshot;
import io.backflow.jobs.sync.Tally;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Nobody waits for another worker. Windows are trained as soon as enough of them are ready, or have waited long enough;
 * what was learnt is sent when what was sent before is acknowledged.
 */
final class AsynchronousLoop implements TrainingLoop {

    private final Worker worker;
    private final WindowTrainer trainer;
    private final AsynchronousLearner learner;
    private final ParameterView view;
    private final LinkedHashSet<String> ready = new LinkedHashSet<>();
    private boolean waiting;

    AsynchronousLoop(Worker worker, WindowTrainer trainer, AsynchronousLearner learner, ParameterView view) {
        this.worker = worker;
        this.trainer = trainer;
        this.learner = learner;
        this.view = view;
    }

    @Override
    public void ready(String id, long time) throws InterruptedException {
        ready.add(id);
        if (ready.size() >= trainer.batchCapacity()) {
            trainBatch();
        }
    }

    @Override
    public void restored(String id, long time) {
        ready.add(id);
    }

    @Override
    public void linger() throws InterruptedException {
        while (!waiting && !ready.isEmpty()) {
            trainBatch();
        }
    }

    @Override
    public boolean lingering() {
        return !ready.isEmpty();
    }

    @Override
    public void watermark(long time) {}

    @Override
    public void barrier() {
        if (view.complete()) {
            learner.flush(true);
        }
    }

    @Override
    public void end() throws InterruptedException {
        linger();
        barrier();
    }

    private void trainBatch() throws InterruptedException {
        awaitTurn();
        List<String> ids = new ArrayList<>(trainer.batchCapacity());
        Iterator<String> next = ready.iterator();
        while (next.hasNext() && ids.size() < trainer.batchCapacity()) {
            ids.add(next.next());
            next.remove();
        }
        List<SequenceState> states = ids.stream().map(worker::sequence).toList();
        learner.begin(trainer);
        Tally tally = trainer.train(states, learner.gradients(), worker::scored);
        for (int i = 0; i < ids.size(); i++) {
            if (!states.get(i).ready.isEmpty()) {
                ready.add(ids.get(i));
            }
            worker.keep(ids.get(i), states.get(i));
        }
        learner.learnt(tally);
        learner.flush(false);
    }

    /** Timers may fire while this waits; they leave the ready windows to whoever waits already. */
    private void awaitTurn() throws InterruptedException {
        waiting = true;
        while (!view.complete() || !learner.mayTrain()) {
            worker.awaitParameters();
        }
        waiting = false;
    }

    @Override
    public void parameters(ShardSnapshot snapshot) {
        if (view.apply(snapshot)) {
            learner.apply(snapshot);
            if (view.complete()) {
                learner.flush(false);
            }
        }
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
