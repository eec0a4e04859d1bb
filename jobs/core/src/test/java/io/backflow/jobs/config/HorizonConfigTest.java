package io.backflow.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.model.horizon.Overlap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HorizonConfigTest {

    @Test
    void theGradientRunsBackOneWindowUnlessMoreIsAskedFor() {
        assertThat(overlap("{every: 12}")).isEqualTo(new Overlap(12, 12));
        assertThat(overlap("{every: 12, back: 20}")).isEqualTo(new Overlap(12, 20));
    }

    @Test
    void aModelTakesTheResetsOfItsStateWithIt() {
        ForecastSpec reset = ForecastSpec.of(config("{every: 12, carry: false}"));
        assertThat(ForecastSpec.parse(reset.toJson())).isEqualTo(reset);
        assertThat(reset.resetEvery()).isEqualTo(12);

        ForecastSpec carried = ForecastSpec.of(config("{every: 12}"));
        assertThat(carried.toJson()).doesNotContain("reset_every");
        assertThatThrownBy(() -> carried.checkFits(reset, "this model"))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "horizon is {carry: true}, but this model was trained with {every: 12, carry: false}; set it"
                                + " to that, or use another model");
    }

    @ParameterizedTest
    @ValueSource(strings = {"on_update: recompute", "fed_back: [1, 2]"})
    void forecastsThatNeedALongerStateAreRefusedWithoutOne(String forecast) {
        String horizon = "{every: 12, carry: false}\nforecast: {type: arrival, " + forecast + "}";
        assertThatThrownBy(() -> config(horizon))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("forecast.")
                .hasMessageContaining("horizon.carry: false");
    }

    private static JobConfig config(String horizon) {
        return JobConfig.parse(Configurations.MINIMAL + "horizon: " + horizon + "\n");
    }

    private static Overlap overlap(String horizon) {
        return ((HorizonConfig.Truncated) config(horizon).horizon()).overlap();
    }
}
