package io.backflow.jobs.trainer;

import io.backflow.jobs.metrics.OperatorMetrics;
import io.backflow.jobs.window.WindowTrainer;
import io.backflow.jobs.worker.TrainingLoop;

/** A worker's metrics. */
final class TrainerMetrics {

    private TrainerMetrics() {}

    static void register(OperatorMetrics metrics, TrainingLoop loop, WindowTrainer trainer, FeedbackConsumer feedback) {
        metrics.counter("numStepsTrained", () -> trainer.trained().steps());
        metrics.counter("numWindowsTrained", () -> trainer.trained().windows());
        metrics.counter("numLossesRefused", trainer::lossesRefused);
        metrics.counter("numGradientsRefused", loop::refused);
        metrics.counter("numParametersRefused", feedback::refused);
        metrics.counter("numHorizonsCut", trainer::cuts);
        metrics.gauge("currentContributionsInFlight", loop::inFlight);
        metrics.gauge("currentVersion", loop::version);
        metrics.gauge("currentStateAge", trainer::stateAge);
    }
}
