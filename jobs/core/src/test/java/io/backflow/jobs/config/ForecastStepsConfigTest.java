package io.backflow.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.sequence.TargetRule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which steps forecasts speak of. */
class ForecastStepsConfigTest {

    private static final String TWO_FEATURES = """
            kafka: {bootstrap_servers: "localhost:9092"}
            model:
              input: {type: features, size: 2}
              layers: [{type: gru, units: 4}]
              head: {units: %d, loss: %s}
            target: %s
            forecast: %s
            """;

    @Test
    void aTargetOfSeveralStepsHasOutputsForEach() {
        TargetRule rule = parse(6, "mse", "{type: next, steps: [1, 2, 6]}", "arrival")
                .target()
                .rule(6);
        assertThat(rule).isEqualTo(new TargetRule(new int[] {1, 2, 6}, new int[] {0, 1}));
        assertThat(rule.stepsAhead()).isEqualTo(6);
        assertThat(parse(12, "gaussian_nll", "{type: next, steps: [1, 2, 6]}", "arrival")
                        .model()
                        .head()
                        .targetWidth())
                .isEqualTo(6);
        assertRefused(
                4,
                "{type: next, steps: [1, 2, 6]}",
                "arrival",
                "target.columns is absent and so all 2 features for each of the steps [1, 2, 6], but the head predicts"
                        + " 4; set as many columns, or change model.head.units");
    }

    @Test
    void stepsThatAreNotAscendingAreRefused() {
        assertRefused(
                4,
                "{type: next, steps: [2, 1]}",
                "arrival",
                "target.steps is [2, 1]; name at least one step, each above the one before, such as [1, 2, 3, 6, 12]");
        assertRefused(
                2,
                "{type: next}",
                "{type: arrival, fed_back: [0, 1]}",
                "forecast.fed_back is [0, 1]; name at least one step, each above the one before, such as"
                        + " [1, 2, 3, 6, 12]");
        assertRefused(
                4,
                "{type: next, steps_ahead: 2, steps: [1, 2]}",
                "arrival",
                "target.steps and target.steps_ahead are both set; remove target.steps_ahead");
    }

    @Test
    void onlyANetworkThatForecastsAllOfItsInputsIsFedItsForecasts() {
        ForecastConfig.Arrival arrival =
                (ForecastConfig.Arrival) parse(2, "huber", "{type: next}", "{type: arrival, fed_back: [1, 12]}")
                        .forecast();
        assertThat(arrival.fedBack()).isEqualTo(List.of(1, 12));
        String reason = "forecast.fed_back is [1, 12], but the network's outputs are not all of its inputs of the next"
                + " step; set target: {type: next} without columns, and model.head.loss.type: mse or huber, or set"
                + " target.steps instead";
        assertRefused(1, "{type: next, columns: [1]}", "{type: arrival, fed_back: [1, 12]}", reason);
        assertRefused(2, "{type: next, steps_ahead: 2}", "{type: arrival, fed_back: [1, 12]}", reason);
        assertRefused(2, "{type: given}", "{type: arrival, fed_back: [1, 12]}", reason);
    }

    private static void assertRefused(int units, String target, String forecast, String message) {
        assertThatThrownBy(() -> parse(units, "mse", target, forecast))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    private static JobConfig parse(int units, String loss, String target, String forecast) {
        return JobConfig.parse(TWO_FEATURES.formatted(
                units, loss.equals("huber") ? "{type: huber, delta: 1}" : loss, target, forecast));
    }
}
