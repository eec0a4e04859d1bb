package io.backflow.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ForecastConfigTest {

    private static final String MANY = """
            kafka: {bootstrap_servers: "localhost:9092"}
            model:
              input: {type: features, size: 70000}
              layers: [{type: gru, units: 2}]
              head: {units: 70000, loss: mse}
            target: {type: next}
            """;

    @Test
    void forecastsAreMadeOnArrivalWhereTheConfigurationWantsThem() {
        ForecastConfig.Arrival arrival = (ForecastConfig.Arrival)
                JobConfig.parse(Configurations.MINIMAL + "forecast: arrival").forecast();
        assertThat(arrival.linger()).isEqualTo(Duration.ofMillis(1));
        assertThat(arrival.batch()).isEqualTo(256);
        assertThat(arrival.onUpdate().steps()).isZero();

        ForecastConfig recomputed = JobConfig.parse(
                        Configurations.MINIMAL + "forecast: {type: arrival, on_update: {type: recompute, back: 7}}")
                .forecast();
        assertThat(((ForecastConfig.Arrival) recomputed).onUpdate().steps()).isEqualTo(7);

        assertThat(JobConfig.parse(Configurations.MINIMAL).forecast()).isEqualTo(new ForecastConfig.Training());
    }

    @Test
    void forecastsThatAreTooLargeToWaitForTheirTruthAreRefused() {
        assertThatThrownBy(() -> JobConfig.parse(MANY + "forecast: arrival"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("model.head.units is 70000, and 1 forecasts of each sequence are kept until their truth"
                        + " comes; at most 65536 numbers are kept, set forecast: training");
        assertThat(JobConfig.parse(MANY).model().head().units()).isEqualTo(70_000);
    }

    @Test
    void anIntervalThatTheHeadDoesNotHaveIsRefused() {
        String quantiles = Configurations.MINIMAL.replaceAll(
                "head: .*", "head: {units: 3, loss: {type: quantile, quantiles: [0.1, 0.5, 0.9]}}");
        assertThat(arrival(quantiles, "0.8").interval()).isEqualTo(0.8);
        assertThatThrownBy(() -> arrival(quantiles, "0.9"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("forecast.interval is 0.9, but model.head.loss.quantiles are [0.1, 0.5, 0.9]; it lies"
                        + " between 0.050 and 0.950, so add these two");
        assertThatThrownBy(() -> arrival(Configurations.MINIMAL, "0.8"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("forecast.interval is 0.8, but only a head with model.head.loss.type: quantile or"
                        + " gaussian_nll has intervals; remove it");
        assertThatThrownBy(() -> arrival(quantiles, "80"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("forecast.interval is 80.0; it must be above 0 and below 1, such as 0.8");
        assertThat(arrival(quantiles.replaceAll("head: .*", "head: {units: 2, loss: gaussian_nll}"), "0.5")
                        .interval())
                .isEqualTo(0.5);
    }

    private static ForecastConfig.Arrival arrival(String model, String interval) {
        return (ForecastConfig.Arrival) JobConfig.parse(model + "forecast: {type: arrival, interval: " + interval + "}")
                .forecast();
    }
}
