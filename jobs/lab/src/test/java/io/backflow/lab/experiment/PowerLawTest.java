package io.backflow.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.lab.experiment.PowerLaw.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PowerLawTest {

    private static final double ROUNDING = 1e-12;

    @Test
    void aPowerLawIsFound() {
        PowerLaw law = PowerLaw.nearest(List.of(new Point(100, 2e6), new Point(1e4, 2e5), new Point(1e6, 2e4)))
                .orElseThrow();
        assertThat(law.exponent()).isCloseTo(-0.5, within(ROUNDING));
        assertThat(law.at(400)).isCloseTo(1e6, within(1e6 * ROUNDING));
    }

    @Test
    void whatDoesNotGrowHasExponentZero() {
        assertThat(PowerLaw.nearest(List.of(new Point(1, 7), new Point(20, 7))).orElseThrow())
                .isEqualTo(new PowerLaw(Math.exp(Math.log(7)), 0));
    }

    @Test
    void theOppositeErrorsOfTwoPointsCancelOut() {
        PowerLaw law = PowerLaw.nearest(List.of(new Point(1, 2), new Point(1, 8), new Point(100, 4)))
                .orElseThrow();
        assertThat(law.exponent()).isCloseTo(0, within(ROUNDING));
        assertThat(law.factor()).isCloseTo(4, within(ROUNDING));
    }

    @Test
    void ofOneNumberThereIsNone() {
        assertThat(PowerLaw.nearest(List.of(new Point(100, 5)))).isEmpty();
        assertThat(PowerLaw.nearest(List.of(new Point(100, 5), new Point(100, 6))))
                .isEmpty();
        assertThat(PowerLaw.nearest(List.of())).isEmpty();
    }
}
