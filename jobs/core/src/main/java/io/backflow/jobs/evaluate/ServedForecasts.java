package io.backflow.jobs.evaluate;

import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.forecast.ServedModel;
import io.backflow.jobs.sequence.Step;
import io.backflow.model.HeadSpec;
import io.backflow.model.LossSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The forecasts of a model that is run over the stream. A head of quantiles forecasts its median, or the nearest. */
public final class ServedForecasts implements ForecastSource {

    private final ServedModel model;
    private final int from;
    private final int targets;

    /** @param model with parameters; the caller closes it */
    public ServedForecasts(ServedModel model) {
        this.model = model;
        HeadSpec head = model.spec().model().head();
        targets = head.targetWidth();
        from = targets * median(head);
    }

    /** Which of the head's quantiles is nearest to a half; 0 where it has none. */
    private static int median(HeadSpec head) {
        if (!(head.loss() instanceof LossSpec.Quantile quantile)) {
            return 0;
        }
        int nearest = 0;
        for (int i = 0; i < quantile.quantiles().size(); i++) {
            if (fromHalf(quantile, i) < fromHalf(quantile, nearest)) {
                nearest = i;
            }
        }
        return nearest;
    }

    private static double fromHalf(LossSpec.Quantile quantile, int index) {
        return Math.abs(quantile.quantiles().get(index) - 0.5);
    }

    @Override
    public void begins(String sequence) {
        model.beginEpisode(sequence);
    }

    @Override
    public List<float @Nullable []> after(List<Step> steps) {
        List<float @Nullable []> said = new ArrayList<>(steps.size());
        for (Forecast forecast : model.step(steps)) {
            said.add(Arrays.copyOfRange(forecast.said().values(), from, from + targets));
        }
        return said;
    }
}
