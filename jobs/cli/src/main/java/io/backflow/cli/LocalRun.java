package io.backflow.cli;

import io.backflow.jobs.TrainingJob;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.drift.DriftAlarms;
import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.kafka.Start;
import io.backflow.jobs.publish.Incidents;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.jobs.source.BoundedRead;
import io.backflow.jobs.source.EndGate;
import io.backflow.local.LocalCluster;
import io.backflow.local.RunFolder;
import io.backflow.local.RunningJob;
import io.backflow.local.StateKeeper;
import io.backflow.local.Teardown;
import io.backflow.local.TemporaryDirectory;
import io.backflow.local.watch.Screen;
import io.backflow.local.watch.TrainingListener;
import io.backflow.local.watch.TrainingWatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A run in this process, whose state lies in a folder. */
final class LocalRun {

    private static final String CHECKPOINTS = "execution.checkpointing.dir";

    private final JobConfig config;
    private final Start start;
    private final RunFolder folder;
    private final Screen screen;
    private final DashboardOptions dashboard;

    LocalRun(JobConfig config, Start start, RunFolder folder, Screen screen, DashboardOptions dashboard) {
        this.config = config;
        this.start = start;
        this.folder = folder;
        this.screen = screen;
        this.dashboard = dashboard;
    }

    /**
     * What a run came to.
     *
     * @param model the last version that was published
     * @param incidents what was not trained as it came, by reason
     * @param forecasts how the forecasts made on arrival came out
     * @param drift how often the loss has risen for good
     * @param inputEnded whether the input had ended; else a listener stopped the run
     */
    record Outcome(
            ModelVersion model,
            Map<String, Long> incidents,
            ForecastTotals forecasts,
            DriftAlarms drift,
            boolean inputEnded) {}

    /**
     * Trains until the input ends or a listener stops the run.
     *
     * @param state to go on from
     * @param listeners receive what the job publishes
     */
    Outcome toEnd(Optional<Path> state, List<TrainingListener> listeners, Teardown teardown) throws Exception {
        JobConfig local = config.withFlink(kept(config, folder, state, screen));
        TemporaryDirectory temporary = teardown.open(TemporaryDirectory::create);
        LocalCluster cluster = teardown.open(() -> LocalCluster.start(local, temporary.path()));
        BoundedRead bound = start.bound();
        EndGate gate = bound == null ? null : teardown.add(EndGate.create());
        AtomicReference<@Nullable ModelVersion> last = new AtomicReference<>();
        List<TrainingListener> all = new ArrayList<>(listeners);
        all.add(last::set);
        boolean inputEnded;
        Incidents incidents;
        ForecastTotals forecasts;
        DriftAlarms drift;
        try (TrainingWatch watch = new TrainingWatch(local, screen)) {
            var environment = cluster.environment();
            TrainingJob.define(environment, local, start, gate);
            RunningJob job =
                    teardown.add(cluster.submit(environment, config.job().name()));
            dashboard.start(config, cluster.restAddress(), teardown, screen);
            StateKeeper keeper = teardown.add(
                    new StateKeeper(job, folder, sentence -> screen.err().println(sentence)));
            if (bound != null && gate != null) {
                keeper.saveAtEnd(gate, bound);
            }
            inputEnded = watch.follow(job, TrainingListener.all(all));
            incidents = watch.incidents();
            forecasts = watch.forecasts();
            drift = watch.drift();
        }
        ModelVersion model = last.get();
        if (model == null || model.totals().steps() == 0) {
            throw new IllegalStateException("topic " + config.kafka().topics().timesteps()
                    + " ended before there was a step to train on; " + notTaken(incidents));
        }
        return new Outcome(model, incidents.byReason(), forecasts, drift, inputEnded);
    }

    private String notTaken(Incidents incidents) {
        return incidents.byReason().isEmpty()
                ? "nothing was rejected"
                : Incidents.text(incidents.byReason()) + ": topic "
                        + config.kafka().topics().deadLetters() + " has what was rejected, with the reasons";
    }

    /** Checkpoints lie in the run's folder, wherever those of the same job on a cluster do, and outlive the job. */
    static Map<String, String> kept(JobConfig config, RunFolder folder, Optional<Path> state, Screen screen) {
        String elsewhere = config.flink().get(CHECKPOINTS);
        if (elsewhere != null) {
            screen.err()
                    .println("checkpoints of this run lie in " + folder.checkpoints() + ", and not in flink."
                            + CHECKPOINTS + ", " + elsewhere);
        }
        Map<String, String> settings = new HashMap<>();
        settings.put(CHECKPOINTS, folder.checkpoints().toUri().toString());
        settings.put("execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION");
        state.ifPresent(path ->
                settings.put("execution.state-recovery.path", path.toUri().toString()));
        return settings;
    }
}
