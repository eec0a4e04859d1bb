package io.backflow.jobs.trainer;

import io.backflow.jobs.publish.IncidentCount;
import io.backflow.jobs.publish.WorkerReport;
import io.backflow.jobs.sequence.LabelVerdict;
import io.backflow.jobs.sequence.Unlabelled;
import io.backflow.jobs.sequence.Verdict;
import io.backflow.jobs.window.WindowTrainer;
import io.backflow.jobs.worker.SequenceCounts;
import io.backflow.jobs.worker.SequenceWorker;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** What a worker did not learn as it came, by reason, and how much of it was reported. */
public final class TrainerIncidents {

    private final Map<String, LongSupplier> totals = new LinkedHashMap<>();
    private final Map<String, Long> reported = new HashMap<>();

    TrainerIncidents(SequenceWorker worker, WindowTrainer trainer) {
        this(worker.counts());
        totals.put("paused", worker.learning()::stepsPaused);
        totals.put("loss_refused", trainer::lossesRefused);
        totals.put("gradient_refused", worker::refused);
        totals.put("horizon_cut", trainer::cuts);
        totals.put("replay_refused", worker.replayed()::refused);
        totals.put("outlier_refused", trainer.outliers()::refused);
        totals.put("outlier_restrained", trainer.outliers()::restrained);
    }

    /** Of steps that were put in order, whatever is done with them. */
    public TrainerIncidents(SequenceCounts counts) {
        totals.put("late", () -> counts.steps(Verdict.LATE));
        totals.put("after_end", () -> counts.steps(Verdict.AFTER_END));
        totals.put("duplicate", () -> counts.steps(Verdict.DUPLICATE));
        totals.put("missing", counts::stepsMissing);
        totals.put("imputed", counts::stepsImputed);
        totals.put("feature_filled", counts::featuresFilled);
        totals.put("label_late", () -> counts.labels(LabelVerdict.LATE));
        totals.put("label_without_step", () -> counts.labels(LabelVerdict.WITHOUT_STEP));
        totals.put("label_contradicting", () -> counts.labels(LabelVerdict.CONTRADICTING));
        totals.put("label_repeated", () -> counts.labels(LabelVerdict.REPEATED));
        totals.put("unlabelled_expired", () -> counts.stepsUnlabelled(Unlabelled.EXPIRED));
        totals.put("unlabelled_overflow", () -> counts.stepsUnlabelled(Unlabelled.OVERFLOW));
    }

    /** Gives what came since the last call to {@code out}. */
    public void report(Consumer<WorkerReport> out) {
        totals.forEach((reason, total) -> {
            long now = total.getAsLong();
            long before = reported.getOrDefault(reason, 0L);
            if (now > before) {
                reported.put(reason, now);
                out.accept(WorkerReport.of(new IncidentCount(reason, now - before)));
            }
        });
    }
}
