package io.backflow.jobs.trainer;

import io.backflow.jobs.sequence.Verdict;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** A worker's metrics, under the group {@code backflow}. */
final class TrainerMetrics {

    private final Map<Verdict, Counter> verdicts = new EnumMap<>(Verdict.class);
    private final Counter trained;

    TrainerMetrics(MetricGroup operator, TrainingLoop loop, WindowTrainer trainer) {
        MetricGroup group = operator.addGroup("backflow");
        for (Verdict verdict : Verdict.values()) {
            verdicts.put(verdict, group.counter("steps" + capitalised(verdict)));
        }
        trained = group.counter("stepsTrained");
        group.gauge("contributionsInFlight", loop::inFlight);
        group.gauge("gradientsRefused", loop::refused);
        group.gauge("version", loop::version);
        group.gauge("stateAge", trainer::stateAge);
        group.gauge("horizonsCut", trainer::cuts);
    }

    void count(Verdict verdict) {
        Counter counter = verdicts.get(verdict);
        if (counter != null) {
            counter.inc();
        }
    }

    void scored(Scored step) {
        trained.inc();
    }

    private static String capitalised(Verdict verdict) {
        String name = verdict.name();
        return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
    }
}
