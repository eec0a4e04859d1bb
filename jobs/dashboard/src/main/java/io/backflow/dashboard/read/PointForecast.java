package io.backflow.dashboard.read;

import io.backflow.dashboard.view.StepRow;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.TargetConfig;
import io.backflow.model.HeadSpec;
import io.backflow.model.LossSpec;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the outputs of a head say of each target, in one number: a mean, the median, or the class with the most. */
final class PointForecast {

    private final HeadSpec head;
    private final int parts;

    PointForecast(JobConfig config) {
        head = config.model().head();
        parts = config.target() instanceof TargetConfig.Next next
                ? next.horizon().size()
                : 1;
    }

    /** The numbers of a target for one step. */
    int width() {
        return Math.max(1, head.targetWidth() / parts);
    }

    /**
     * Those of the step that is the {@code part}-th of several, at most {@link StepRow#WIDTH}.
     *
     * @param classes the indices of the outputs, the highest output first; null: all, in their order
     */
    float[] of(float[] outputs, int @Nullable [] classes, int part) {
        if (head.loss() instanceof LossSpec.CrossEntropy) {
            return new float[] {classes == null ? highest(outputs) : classes[0]};
        }
        int first = head.loss() instanceof LossSpec.Quantile quantile
                ? median(quantile.quantiles()) * head.targetWidth()
                : 0;
        return part(outputs, first, part);
    }

    /** The part of a vector that has one number for each target of all parts. */
    float[] part(float[] all, int part) {
        return part(all, 0, part);
    }

    private float[] part(float[] all, int first, int part) {
        int from = Math.min(all.length, first + part * width());
        return Arrays.copyOfRange(all, from, Math.min(all.length, from + shown(width())));
    }

    static int shown(int width) {
        return Math.min(StepRow.WIDTH, width);
    }

    private static int median(List<Double> quantiles) {
        int nearest = 0;
        for (int i = 1; i < quantiles.size(); i++) {
            if (Math.abs(quantiles.get(i) - 0.5) < Math.abs(quantiles.get(nearest) - 0.5)) {
                nearest = i;
            }
        }
        return nearest;
    }

    private static int highest(float[] outputs) {
        int highest = 0;
        for (int i = 1; i < outputs.length; i++) {
            highest = outputs[i] > outputs[highest] ? i : highest;
        }
        return highest;
    }
}
