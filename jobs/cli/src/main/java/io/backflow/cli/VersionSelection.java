package io.backflow.cli;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.ValidationConfig;
import io.backflow.jobs.evaluate.EarlyStopping;
import io.backflow.jobs.evaluate.PrequentialLoss;
import io.backflow.jobs.evaluate.Validation;
import io.backflow.jobs.kafka.TopicLog;
import io.backflow.jobs.kafka.Topics;
import io.backflow.jobs.publish.Incidents;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.jobs.publish.ProgressReport;
import io.backflow.local.watch.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Validates versions of a run as they are published, keeps the best one, and says when to stop. */
final class VersionSelection implements TrainingListener, AutoCloseable {

    private final JobConfig config;
    private final ValidationConfig rule;
    private final Path folder;
    private final PrequentialLoss prequential = new PrequentialLoss();
    private final @Nullable Validation validation;
    private final EarlyStopping stopping;
    private @Nullable BestVersion best;
    private @Nullable ModelVersion waiting;
    private long validatedAt;
    private Consumer<Validated> listener = validated -> {};

    /**
     * A validation.
     *
     * @param version of the parameters
     * @param steps that it was trained on
     */
    record Validated(long version, long steps, double loss) {}

    private VersionSelection(
            JobConfig config, ValidationConfig rule, @Nullable Validation validation, Path folder, boolean anew) {
        this.config = config;
        this.rule = rule;
        this.folder = folder;
        this.validation = validation;
        BestVersion none = of(0, 0, Double.POSITIVE_INFINITY);
        best = anew ? null : BestVersion.read(folder).filter(none::comparable).orElse(null);
        stopping = new EarlyStopping(rule, best == null ? Double.POSITIVE_INFINITY : best.loss());
        validatedAt = System.nanoTime() - rule.interval().toNanos();
    }

    /**
     * That of {@code config}; empty where it wants none.
     *
     * @param folder of the run, where the best version is kept
     * @param anew whether what was kept there is of a run that is over
     * @param notices takes a sentence for what of the held-out steps cannot be used
     */
    static Optional<VersionSelection> of(JobConfig config, Path folder, boolean anew, Consumer<String> notices)
            throws IOException {
        ValidationConfig rule = config.validation();
        if (rule == null) {
            return Optional.empty();
        }
        Validation validation = rule.topic() == null ? null : read(config, rule, rule.topic(), notices);
        return Optional.of(new VersionSelection(config, rule, validation, folder, anew));
    }

    private static Validation read(JobConfig config, ValidationConfig rule, String topic, Consumer<String> notices)
            throws IOException {
        try (TopicLog log = new TopicLog(config.kafka(), topic, Topics.PATIENCE)) {
            TopicSteps steps = new TopicSteps(log, config);
            Validation validation = Validation.read(config, rule, steps);
            if (!steps.rejected().isEmpty()) {
                notices.accept("validation goes without records of topic " + topic + " that are no steps: "
                        + Incidents.text(steps.rejected()));
            }
            return validation;
        }
    }

    private BestVersion of(long version, long steps, double loss) {
        return new BestVersion(config.job().run(), rule.monitor(), rule.topic(), version, steps, loss);
    }

    @Override
    public void published(ModelVersion version) {
        waiting = version;
    }

    @Override
    public void reported(ProgressReport report) {
        prequential.add(report);
    }

    /** Validates the newest version where it is time. */
    @Override
    public boolean goesOn() {
        ModelVersion version = waiting;
        if (version != null && (version.last() || isDue())) {
            waiting = null;
            validate(version);
            validatedAt = System.nanoTime();
        }
        return !stopping.stops();
    }

    private boolean isDue() {
        return System.nanoTime() - validatedAt >= rule.interval().toNanos();
    }

    private void validate(ModelVersion version) {
        double loss = validation == null ? prequential.take() : validation.loss(version.values(), version.version());
        if (validation == null && Double.isNaN(loss)) {
            return; // nothing was learnt in between
        }
        if (validation != null) {
            listener.accept(new Validated(version.version(), version.totals().steps(), loss));
        }
        if (stopping.better(loss)) {
            best = of(version.version(), version.totals().steps(), loss);
            best.write(folder, config, version);
        }
    }

    /** Lets {@code next} know each validation on held-out steps from now on. */
    void listener(Consumer<Validated> next) {
        listener = next;
    }

    /** What it has come to. */
    Selection result() {
        return new Selection(
                rule.monitor(),
                rule.topic(),
                validation == null ? 0 : validation.scored(),
                stopping.validations(),
                best,
                best == null ? null : BestVersion.model(folder).toString());
    }

    @Override
    public void close() {
        if (validation != null) {
            validation.close();
        }
    }
}
