package io.backflow.cli;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.MlflowConfig;
import io.backflow.local.Teardown;
import io.backflow.local.mlflow.MlflowLog;
import io.backflow.local.tensorboard.TensorBoardLog;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What follows a run in this process beside the page: by options, and by the configuration. */
final class FollowOptions {

    @Option(
            names = "--tensorboard",
            paramLabel = "FOLDER",
            description =
                    "Also write how the run goes for TensorBoard, to a folder in this one that has the name of the"
                            + " run.")
    private @Nullable Path tensorBoard;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /**
     * Begins to follow; refuses what cannot be followed before the job starts.
     *
     * @param folder of the run
     * @param anew whether what was kept there is of a run that is over
     */
    RunFollowers open(JobConfig config, Path folder, boolean anew, Teardown teardown) throws IOException {
        VersionSelection selection =
                VersionSelection.of(config, folder, anew, this::notice).orElse(null);
        if (selection != null) {
            teardown.add(selection);
        }
        TensorBoardLog board = tensorBoard == null
                ? null
                : teardown.add(
                        TensorBoardLog.in(tensorBoard.resolve(config.job().run()), config, this::notice));
        MlflowConfig place = config.publish().mlflow();
        MlflowLog mlflow = place == null
                ? null
                : new MlflowLog(config, place, System.getenv(), this::notice, System::currentTimeMillis);
        return new RunFollowers(config, selection, board, mlflow);
    }

    private void notice(String sentence) {
        spec.commandLine().getErr().println(sentence);
    }
}
