package io.backflow.cli;

import io.backflow.jobs.ScoringJob;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.scorer.ScoringReport;
import io.backflow.jobs.source.BoundedRead;
import io.backflow.jobs.source.EndGate;
import io.backflow.local.LocalCluster;
import io.backflow.local.RunFolder;
import io.backflow.local.RunningJob;
import io.backflow.local.StateKeeper;
import io.backflow.local.Teardown;
import io.backflow.local.TemporaryDirectory;
import io.backflow.local.watch.ScoringWatch;
import io.backflow.local.watch.Screen;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A scoring job in this process, whose state lies in a folder. */
final class LocalScore {

    private final JobConfig config;
    private final @Nullable BoundedRead bound;
    private final RunFolder folder;
    private final Screen screen;

    /** @param bound how far a bounded job reads; null: it does not end by itself */
    LocalScore(JobConfig config, @Nullable BoundedRead bound, RunFolder folder, Screen screen) {
        this.config = config;
        this.bound = bound;
        this.folder = folder;
        this.screen = screen;
    }

    /**
     * Scores until the input ends.
     *
     * @param state to go on from
     * @return what the job reported last; null: nothing
     */
    @Nullable
    ScoringReport toEnd(Optional<Path> state, Teardown teardown) throws Exception {
        JobConfig local = config.withFlink(LocalRun.kept(config, folder, state, screen));
        TemporaryDirectory temporary = teardown.open(TemporaryDirectory::create);
        LocalCluster cluster = teardown.open(() -> LocalCluster.start(local, temporary.path()));
        EndGate gate = bound == null ? null : teardown.add(EndGate.create());
        try (ScoringWatch watch = new ScoringWatch(local, screen)) {
            var environment = cluster.environment();
            ScoringJob.define(environment, local, bound, gate);
            RunningJob job =
                    teardown.add(cluster.submit(environment, config.job().name()));
            StateKeeper keeper = teardown.add(
                    new StateKeeper(job, folder, sentence -> screen.err().println(sentence)));
            if (bound != null && gate != null) {
                keeper.saveAtEnd(gate, bound);
            }
            watch.untilEnd(job);
            return watch.newest();
        }
    }
}
