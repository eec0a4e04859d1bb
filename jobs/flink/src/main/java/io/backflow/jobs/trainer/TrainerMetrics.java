package io.backflow.jobs.trainer;

import io.backflow.jobs.metrics.OperatorMetrics;
import io.backflow.jobs.sequence.Verdict;
import io.backflow.jobs.window.WindowTrainer;
import io.backflow.jobs.worker.TrainingLoop;
import java.util.Locale;
import org.apache.flink.metrics.MetricGroup;

/** A worker's metrics. */
final class TrainerMetrics {

    private final long[] verdicts = new long[Verdict.values().length];

    TrainerMetrics(MetricGroup operator, TrainingLoop loop, WindowTrainer trainer, FeedbackConsumer feedback) {
        OperatorMetrics metrics = new OperatorMetrics(operator);
        for (Verdict verdict : Verdict.values()) {
            metrics.counter("numSteps" + capitalised(verdict), () -> verdicts[verdict.ordinal()]);
        }
        metrics.counter("numStepsTrained", () -> trainer.trained().steps());
        metrics.counter("numWindowsTrained", () -> trainer.trained().windows());
        metrics.counter("numLossesRefused", trainer::lossesRefused);
        metrics.counter("numGradientsRefused", loop::refused);
        metrics.counter("numWindowsRefused", trainer.outliers()::refused);
        metrics.counter("numWindowsRestrained", trainer.outliers()::restrained);
        metrics.counter("numStatesReset", trainer.outliers()::resets);
        metrics.counter("numParametersRefused", feedback::refused);
        metrics.counter("numHorizonsCut", trainer::cuts);
        metrics.gauge("currentContributionsInFlight", loop::inFlight);
        metrics.gauge("currentVersion", loop::version);
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
