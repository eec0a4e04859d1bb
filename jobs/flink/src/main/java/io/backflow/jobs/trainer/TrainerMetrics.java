package io.backflow.jobs.trainer;

import io.backflow.jobs.metrics.OperatorMetrics;
import io.backflow.jobs.sequence.Verdict;
import io.backflow.jobs.window.WindowTrainer;
import io.backflow.jobs.worker.SequenceWorker;
import java.util.Locale;
import org.apache.flink.metrics.MetricGroup;

/** A worker's metrics. */
final class TrainerMetrics {

    private final long[] verdicts = new long[Verdict.values().length];

    TrainerMetrics(MetricGroup operator, SequenceWorker worker, WindowTrainer trainer, FeedbackConsumer feedback) {
        OperatorMetrics metrics = new OperatorMetrics(operator);
        for (Verdict verdict : Verdict.values()) {
            metrics.counter("numSteps" + capitalised(verdict), () -> verdicts[verdict.ordinal()]);
        }
        metrics.counter("numStepsTrained", () -> trainer.trained().steps());
        metrics.counter("numWindowsTrained", () -> trainer.trained().windows());
        metrics.counter("numLossesRefused", trainer::lossesRefused);
        metrics.counter("numGradientsRefused", worker::refused);
        metrics.counter("numParametersRefused", feedback::refused);
        metrics.counter("numHorizonsCut", trainer::cuts);
        metrics.gauge("currentContributionsInFlight", worker::inFlight);
        metrics.gauge("currentVersion", worker::version);
        metrics.gauge("currentStateAge", trainer::stateAge);
    }

    void count(Verdict verdict) {
        verdicts[verdict.ordinal()]++;
    }

    private static String capitalised(Verdict verdict) {
        String name = verdict.name();
        return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
    }
}
