package io.backflow.jobs.worker;

import io.backflow.jobs.protocol.Change;
import io.backflow.jobs.protocol.Losses;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.Share;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.worker.LocalModel;
import io.backflow.jobs.protocol.worker.ParameterView;
import io.backflow.jobs.sequence.FeatureSums;
import io.backflow.jobs.window.BatchTrainer;
import io.backflow.model.Gradients;
import org.jspecify.annotations.Nullable;

/** Local optimizer steps on the worker's own model; the server gets what they changed. */
final class AsynchronousDelta implements AsynchronousLearner {

    private final WorkerContext worker;
    private final LearningControl control;
    private final ParameterView view;
    private final LocalModel model;
    private final LocalOptimizer optimizer;
    private final Gradients gradients;
    private final Outbox outbox;
    private final Pace pace;
    private TrainingTotals unsent = TrainingTotals.ZERO;
    private FeatureSums unsentFeatures = FeatureSums.NONE;
    private int unsentBatches;
    private boolean paused;
    private boolean resumed;

    /**
     * How often a worker sends.
     *
     * @param maxInFlight contributions that may be unacknowledged
     * @param minLocalUpdates minibatches before it sends while there are full ones to train
     * @param maxLocalUpdates steps not yet sent after which it waits until it may send
     */
    record Pace(int maxInFlight, int minLocalUpdates, int maxLocalUpdates) {}

    AsynchronousDelta(WorkerContext worker, Learning learning, ParameterView view, Pace pace, LearningControl control) {
        this.worker = worker;
        this.control = control;
        this.view = view;
        this.pace = pace;
        model = new LocalModel(view, worker.index());
        optimizer = new LocalOptimizer(learning, view.sharding().size(), control);
        gradients = new Gradients(view.sharding().size());
        outbox = new Outbox(worker, view.sharding());
    }

    @Override
    public boolean mayTrain() {
        return unsent.updates() < pace.maxLocalUpdates();
    }

    @Override
    public void begin(BatchTrainer trainer) {
        if (!resumed) {
            optimizer.resume(view.takeWorkerSlots(worker.workers()));
            resumed = true;
        }
        trainer.load(model.values(), view.version());
    }

    @Override
    public Gradients gradients() {
        return gradients;
    }

    @Override
    public void learnt(TrainingTotals totals, FeatureSums features, boolean full) {
        long updates = view.totals().updates() + model.unacknowledgedUpdates() + unsent.updates();
        control.count(totals);
        boolean stepped = optimizer.step(model.values(), gradients, updates);
        gradients.clear();
        unsent = unsent.plus(totals).withUpdates(stepped ? 1 : 0);
        unsentFeatures = unsentFeatures.plus(control.learnt(features));
        unsentBatches++;
        paused |= !full;
        sendDue();
    }

    /** Sends the updates that are unsent and due, if the bound on contributions in flight allows it. */
    private void sendDue() {
        boolean due = unsentBatches > 0 && (paused || unsentBatches >= pace.minLocalUpdates());
        if (due && model.inFlight() < pace.maxInFlight()) {
            send();
        }
    }

    /** A checkpoint barrier follows: sends all unsent updates, and the optimizer's slots. */
    void sendUnsent() {
        if (unsentBatches > 0) {
            send();
        }
        if (resumed) {
            optimizer.takeSlots().ifPresent(outbox::sendSlots);
        }
    }

    private void send() {
        Change change = takeChange();
        Losses losses = control.drift().take(unsent);
        outbox.sendUpdate(model.number(), new Share(change, worker.workers(), unsent, losses, unsentFeatures));
        unsent = TrainingTotals.ZERO;
        unsentFeatures = FeatureSums.NONE;
        unsentBatches = 0;
        paused = false;
    }

    private @Nullable Change takeChange() {
        if (unsent.updates() == 0) {
            model.takeNothing();
            return null;
        }
        return new Change(model.takeDelta(unsent.updates()), view.version());
    }

    @Override
    public void apply(ShardSnapshot snapshot) {
        model.apply(snapshot);
        sendDue();
    }

    @Override
    public void rolledBack() {
        optimizer.beginAnew();
        resumed = true;
    }

    @Override
    public int inFlight() {
        return model.inFlight();
    }

    @Override
    public long refused() {
        return optimizer.refused();
    }
}
