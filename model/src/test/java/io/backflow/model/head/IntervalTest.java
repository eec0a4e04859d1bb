package io.backflow.model.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.model.HeadSpec;
import io.backflow.model.LossSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntervalTest {

    private static final HeadSpec FIVE = quantiles(0.5, 0.9, 0.05, 0.1, 0.95);

    @Test
    void quantilesGiveTheIntervalBetweenTheOutermostTwoThatMirrorEachOther() {
        Interval interval = interval(FIVE, null);

        assertThat(interval.level()).isEqualTo(0.9);
        float[] outputs = {9, 3, 4, 1, 2, 5};
        assertThat(interval.lower(outputs, 1, 0)).isEqualTo(1);
        assertThat(interval.upper(outputs, 1, 0)).isEqualTo(5);
        assertThat(interval(quantiles(0.1, 0.5, 0.9, 0.99), null).level()).isEqualTo(0.8);
    }

    @Test
    void aLevelChoosesTheQuantilesThatItLiesBetween() {
        Interval interval = interval(FIVE, 0.8);

        float[] outputs = {3, 4, 1, 2, 5};
        assertThat(interval.level()).isEqualTo(0.8);
        assertThat(interval.lower(outputs, 0, 0)).isEqualTo(2);
        assertThat(interval.upper(outputs, 0, 0)).isEqualTo(4);
        assertThat(Interval.of(FIVE, 0.5)).isNull();
    }

    @Test
    void quantilesThatHaveCrossedAreExchanged() {
        Interval interval = interval(quantiles(0.1, 0.9), null);

        assertThat(interval.lower(new float[] {2, 1}, 0, 0)).isEqualTo(1);
        assertThat(interval.upper(new float[] {2, 1}, 0, 0)).isEqualTo(2);
    }

    @Test
    void aNormalDistributionGivesAnyIntervalAroundItsMean() {
        HeadSpec head = new HeadSpec(4, new LossSpec.GaussianNll());
        float[] outputs = {10, 20, 0, (float) Math.log(4)};

        Interval interval = interval(head, null);
        assertThat(interval.level()).isEqualTo(0.8);
        assertThat(interval.upper(outputs, 0, 0)).isEqualTo(11.281552f, within(1e-5f));
        assertThat(interval.lower(outputs, 0, 1)).isEqualTo(17.436897f, within(1e-5f));
        assertThat(Interval.normal(0.95)).isEqualTo(1.959963984540054, within(1e-10)); // R: qnorm(0.975)
        assertThat(Interval.normal(0.5)).isEqualTo(0.6744897501960817, within(1e-10)); // R: qnorm(0.75)
    }

    @Test
    void otherHeadsHaveNone() {
        assertThat(Interval.of(new HeadSpec(1, new LossSpec.Mse()), null)).isNull();
        assertThat(Interval.of(quantiles(0.1, 0.5, 0.8), null)).isNull();
        assertThat(Interval.of(quantiles(0.5), null)).isNull();
    }

    private static Interval interval(HeadSpec head, Double level) {
        Interval interval = Interval.of(head, level);
        assertThat(interval).isNotNull();
        return interval;
    }

    private static HeadSpec quantiles(Double... levels) {
        return new HeadSpec(levels.length, new LossSpec.Quantile(List.of(levels)));
    }
}
