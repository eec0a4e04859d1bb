package io.backflow.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.ServedModel;
import io.backflow.jobs.sequence.Step;
import io.backflow.model.ParameterLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ServedForecastsTest {

    private static final String CONFIG = """
            kafka: {bootstrap_servers: "localhost:9092"}
            model:
              input: {type: features, size: 1}
              layers: [{type: gru, units: 3}]
              head: {units: %d, loss: %s}
            normalization: running
            target: {type: next}
            """;

    @Test
    void anEpisodeThatBeginsByAPauseIsForecastAsOneAfterAnEnd() {
        assertThat(secondEpisode(true)).isEqualTo(secondEpisode(false));
    }

    /** Forecasts of the steps after an episode that ends with a step that says so, or because the next begins. */
    private static List<Float> secondEpisode(boolean flagged) {
        List<Float> said = new ArrayList<>();
        try (ServedModel model = model(CONFIG.formatted(1, "{type: mse}"))) {
            ServedForecasts forecasts = new ServedForecasts(model);
            forecasts.begins("a");
            for (int t = 0; t < 20; t++) {
                forecasts.after(List.of(step(t, flagged && t == 19)));
            }
            if (!flagged) {
                forecasts.begins("a");
            }
            for (int t = 0; t < 5; t++) {
                said.add(forecasts.after(List.of(step(t, false))).get(0)[0]);
            }
        }
        return said;
    }

    @Test
    void ofQuantilesTheMedianIsCompared() {
        Step step = step(0, false);
        try (ServedModel model = model(CONFIG.formatted(3, "{type: quantile, quantiles: [0.1, 0.5, 0.9]}"));
                ServedModel same = model(CONFIG.formatted(3, "{type: quantile, quantiles: [0.1, 0.5, 0.9]}"))) {
            float[] all = model.step(step).said().values();

            assertThat(new ServedForecasts(same).after(List.of(step)).get(0)).containsExactly(all[1]);
        }
    }

    private static Step step(int t, boolean end) {
        return new Step("a", t, 1000L * t, new float[] {50 + 7 * (t % 3)}, Step.NONE, null, Step.NONE, 1f, end);
    }

    private static ServedModel model(String yaml) {
        ForecastSpec spec = ForecastSpec.of(JobConfig.parse(yaml));
        float[] parameters = new float[ParameterLayout.of(spec.model()).size()];
        Random random = new Random(1);
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = (float) random.nextGaussian();
        }
        ServedModel model = new ServedModel(spec, 4);
        model.adopt(parameters, 1);
        return model;
    }
}
