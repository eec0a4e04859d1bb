package io.backflow.cli;

import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.ModelFile;
import io.backflow.jobs.forecast.ModelOrigin;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.local.mlflow.MlflowLog;
import io.backflow.local.tensorboard.TensorBoardLog;
import io.backflow.local.watch.TrainingListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What follows one run: the search for its best version, TensorBoard's file, MLflow. Each may be absent. */
final class RunFollowers {

    private final JobConfig config;
    private final @Nullable VersionSelection selection;
    private final @Nullable MlflowLog mlflow;
    private final List<TrainingListener> all = new ArrayList<>();

    RunFollowers(
            JobConfig config,
            @Nullable VersionSelection selection,
            @Nullable TensorBoardLog board,
            @Nullable MlflowLog mlflow) {
        this.config = config;
        this.selection = selection;
        this.mlflow = mlflow;
        if (selection != null) {
            all.add(selection);
            selection.listener(each -> {
                if (board != null) {
                    board.validated(each.steps(), each.loss());
                }
                if (mlflow != null) {
                    mlflow.validated(each.steps(), each.loss());
                }
            });
        }
        if (board != null) {
            all.add(board);
        }
        if (mlflow != null) {
            all.add(mlflow);
        }
    }

    /** All that want to know what the job publishes. */
    List<TrainingListener> all() {
        return List.copyOf(all);
    }

    /** Which version was the best; null where none was looked for. */
    @Nullable
    Selection selection() {
        return selection == null ? null : selection.result();
    }

    /** Ends the run in MLflow, with the best version or, where none was looked for, the last; what became of that. */
    Optional<String> end(ModelVersion last, TrainResult result) {
        if (mlflow == null) {
            return Optional.empty();
        }
        Map<String, Double> metrics = new TreeMap<>();
        if (result.loss() != null) {
            metrics.put("final_loss", result.loss());
        }
        if (result.baselineLoss() != null) {
            metrics.put("final_baseline_loss", result.baselineLoss());
        }
        Selection chosen = result.selection();
        if (chosen != null && chosen.best() != null) {
            metrics.put("best_" + chosen.monitor(), chosen.best().loss());
        }
        return Optional.of(mlflow.end(model(last, chosen), metrics));
    }

    private ModelFile model(ModelVersion last, @Nullable Selection chosen) {
        ForecastSpec spec = ForecastSpec.of(config);
        if (chosen != null && chosen.file() != null) {
            return ModelFile.read(Path.of(chosen.file()), spec);
        }
        ModelOrigin origin =
                new ModelOrigin(last.run(), last.version(), last.totals().steps());
        return new ModelFile(spec, origin, last.values());
    }
}
