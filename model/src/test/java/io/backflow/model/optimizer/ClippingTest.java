package io.backflow.model.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class ClippingTest {

    @Test
    void aGradientOfNormFiveIsBroughtDownToOne() {
        float[] gradient = {3, 4};
        new Clipping.GlobalNorm(1).clip(gradient, Math.sqrt(Clipping.squaredNorm(gradient)));
        assertThat(gradient).containsExactly(0.6f, 0.8f);
    }

    @Test
    void aShortGradientStaysAsItIs() {
        float[] gradient = {0.3f, 0.4f};
        new Clipping.GlobalNorm(1).clip(gradient, 0.5);
        assertThat(gradient).containsExactly(0.3f, 0.4f);
    }

    @Test
    void byValueEachElementIsBounded() {
        float[] gradient = {-9, 0.5f, 9};
        new Clipping.Value(2).clip(gradient, Double.NaN);
        assertThat(gradient).containsExactly(-2, 0.5f, 2);
    }

    @Test
    void aNonFiniteValueStaysVisible() {
        float[] gradient = {Float.NaN};
        new Clipping.Value(2).clip(gradient, 0);
        assertThat(gradient[0]).isNaN();
    }

    @Test
    void clippingsAreReadByName() throws JsonProcessingException {
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readValue("{\"type\":\"global_norm\",\"threshold\":5}", Clipping.class))
                .isEqualTo(new Clipping.GlobalNorm(5));
        assertThat(json.readValue("{\"type\":\"value\",\"threshold\":0.5}", Clipping.class))
                .isEqualTo(new Clipping.Value(0.5));
        assertThat(json.readValue("{\"type\":\"none\"}", Clipping.class)).isEqualTo(new Clipping.None());
        assertThat(json.readValue(json.writeValueAsString(new Clipping.GlobalNorm(5)), Clipping.class))
                .isEqualTo(new Clipping.GlobalNorm(5));
    }
}
