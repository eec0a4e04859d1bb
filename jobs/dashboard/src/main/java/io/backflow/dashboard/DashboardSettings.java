package io.backflow.dashboard;

import io.backflow.dashboard.view.RunInfo;
import io.backflow.jobs.config.JobConfig;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a page is to show.
 *
 * @param config of the run
 * @param flink address of the REST interface of the job's Flink; null: not known
 * @param targets names of the numbers that are forecast; empty: as the configuration names them
 */
public record DashboardSettings(JobConfig config, @Nullable URI flink, List<String> targets) {

    public DashboardSettings {
        targets = List.copyOf(targets);
    }

    /** A run that says itself what it forecasts. */
    public DashboardSettings(JobConfig config, @Nullable URI flink) {
        this(config, flink, List.of());
    }

    RunInfo named(RunInfo info) {
        return targets.isEmpty()
                ? info
                : new RunInfo(info.run(), info.job(), targets, info.classes(), info.onArrival(), info.publishedShare());
    }
}
