package io.backflow.dashboard.view;

import io.backflow.jobs.config.ColumnsField;
import io.backflow.jobs.config.ForecastConfig;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.PredictionsConfig;
import io.backflow.jobs.config.TargetConfig;
import io.backflow.model.LossSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration says of a run. No secrets, and no addresses.
 *
 * @param run its name
 * @param job Flink's name of the job
 * @param targets a name for each number that is forecast
 * @param classes whether classes are forecast; then there is one target, the class
 * @param onArrival whether predictions are forecasts, made when a step arrives
 * @param publishedShare the share of the predictions that is published
 */
public record RunInfo(
        String run, String job, List<String> targets, boolean classes, boolean onArrival, double publishedShare) {

    /** What {@code config} says. */
    public static RunInfo of(JobConfig config) {
        boolean classes = config.model().head().loss() instanceof LossSpec.CrossEntropy;
        return new RunInfo(
                config.job().run(),
                config.job().name(),
                classes ? List.of("class") : targets(config),
                classes,
                config.forecast() instanceof ForecastConfig.Arrival,
                share(config.predictions()));
    }

    private static double share(PredictionsConfig predictions) {
        return predictions.publish().share();
    }

    /** Names of the fields of the records where there are any, else numbers from 1. */
    private static List<String> targets(JobConfig config) {
        int parts = config.target() instanceof TargetConfig.Next next
                ? next.horizon().size()
                : 1;
        int width = config.model().head().targetWidth() / parts;
        List<String> names = fieldNames(config);
        int[] columns = columns(config, width);
        return IntStream.of(columns)
                .limit(StepRow.WIDTH)
                .mapToObj(column -> column < names.size() ? names.get(column) : "target " + (column + 1))
                .toList();
    }

    private static int[] columns(JobConfig config, int width) {
        return config.target() instanceof TargetConfig.Next next && next.columns() != null
                ? next.columns().stream().mapToInt(Integer::intValue).toArray()
                : IntStream.range(0, width).toArray();
    }

    private static List<String> fieldNames(JobConfig config) {
        var fields = config.stream().fields();
        if (fields == null) {
            return List.of();
        }
        @Nullable
        List<ColumnsField> of = config.target() instanceof TargetConfig.Next ? fields.features() : fields.target();
        List<String> names = new ArrayList<>();
        for (ColumnsField field : of == null ? List.<ColumnsField>of() : of) {
            for (int i = 0; i < field.columns(); i++) {
                names.add(field.columns() == 1 ? field.path() : field.path() + "[" + i + "]");
            }
        }
        return names;
    }
}
