package io.backflow.jobs.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.forecast.ServedModel;
import io.backflow.model.Initialization;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForecastLinesTest {

    private static final ForecastSpec SPEC = ForecastSpec.parse("""
            model:
              input: {type: features, size: 1}
              layers: [{type: gru, units: 3}]
              head: {units: 1, loss: {type: mse}}
            target: {type: next}
            """);

    @Test
    void eachLineHasAForecastOfTheNextStep() throws IOException {
        List<String> forecasts = forecasts("a,0,0.5\nb,0,0.25\na,1000,0.5\n");
        assertThat(forecasts).hasSize(3);
        assertThat(forecasts.get(0)).startsWith("a,1,9,");
        assertThat(forecasts.get(1)).startsWith("b,1,9,");
        assertThat(forecasts.get(2)).startsWith("a,2,9,").isNotEqualTo(forecasts.get(0));
    }

    @Test
    void aLineWithoutFeaturesIsRefused() {
        assertThatThrownBy(() -> forecasts("a,0\n")).hasMessageContaining("give SEQUENCE,EVENT_TIME,FEATURE");
    }

    private static List<String> forecasts(String lines) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ServedModel model = new ServedModel(SPEC, 8)) {
            model.adopt(Initialization.keras(SPEC.model(), 1), 9);
            new ForecastLines(model)
                    .run(
                            new BufferedReader(new StringReader(lines)),
                            new PrintStream(out, true, StandardCharsets.UTF_8));
        }
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
