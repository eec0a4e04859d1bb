package io.backflow.jobs.worker;

import io.backflow.jobs.protocol.Change;
import io.backflow.jobs.protocol.Losses;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.Share;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.Vectors;
import io.backflow.jobs.protocol.worker.Acknowledgements;
import io.backflow.jobs.protocol.worker.ParameterView;
import io.backflow.jobs.sequence.FeatureSums;
import io.backflow.jobs.window.BatchTrainer;
import io.backflow.model.Gradients;

/** Each minibatch's gradient goes to the server at once, reduced and clipped; the optimizer runs there. */
final class AsynchronousGradient implements AsynchronousLearner {

    private final WorkerContext worker;
    private final LearningControl control;
    private final Learning learning;
    private final ParameterView view;
    private final Acknowledgements acknowledgements;
    private final Gradients gradients;
    private final Outbox outbox;
    private final int maxInFlight;
    private long refused;

    AsynchronousGradient(
            WorkerContext worker, Learning learning, ParameterView view, int maxInFlight, LearningControl control) {
        this.worker = worker;
        this.control = control;
        this.learning = learning;
        this.view = view;
        this.maxInFlight = maxInFlight;
        acknowledgements = new Acknowledgements(view.sharding().shards(), worker.index());
        gradients = new Gradients(view.sharding().size());
        outbox = new Outbox(worker, view.sharding());
    }

    @Override
    public boolean mayTrain() {
        return acknowledgements.inFlight() < maxInFlight;
    }

    @Override
    public void begin(BatchTrainer trainer) {
        trainer.load(view.values(), view.version());
    }

    @Override
    public Gradients gradients() {
        return gradients;
    }

    @Override
    public void learnt(TrainingTotals totals, FeatureSums features, boolean full) {
        double scale = learning.scale(gradients);
        if (Double.isNaN(scale)) {
            refused++;
        }
        boolean usable = scale > 0 && !control.paused();
        control.count(totals);
        if (usable) {
            Vectors.scale(gradients.values(), (float) scale);
        }
        Change change = usable ? new Change(gradients.values(), view.version()) : null;
        Losses losses = control.drift().take(totals);
        outbox.sendUpdate(acknowledgements.next(), new Share(change, 1, totals, losses, control.learnt(features)));
        gradients.clear();
    }

    @Override
    public void apply(ShardSnapshot snapshot) {
        acknowledgements.apply(snapshot);
    }

    /** The optimizer runs on the server. */
    @Override
    public void rolledBack() {}

    @Override
    public int inFlight() {
        return acknowledgements.inFlight();
    }

    @Override
    public long refused() {
        return refused;
    }
}
