package io.backflow.dashboard.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class DriftTest {

    private static final int SECONDS = 600;

    /** In the last minute. */
    private static boolean lately(int second) {
        return second >= SECONDS - 60;
    }

    @Test
    void aLossThatOnlyScattersIsSteady() {
        Drift drift = drift(second -> 1, second -> 2);

        assertThat(drift.trend()).isEqualTo(Drift.Trend.STEADY);
        assertThat(drift.change()).isCloseTo(0, within(0.1));
        assertThat(drift.latelySeconds()).isEqualTo(60);
    }

    @Test
    void aLossThatRisesAloneMeansThatTheModelFitsWorse() {
        Drift drift = drift(second -> lately(second) ? 1.5 : 1, second -> 2);

        assertThat(drift.trend()).isEqualTo(Drift.Trend.WORSE);
        assertThat(drift.change()).isCloseTo(0.5, within(0.1));
    }

    @Test
    void aLossThatRisesWithTheBaselineMeansThatTheStreamIsHarder() {
        assertThat(drift(second -> lately(second) ? 1.5 : 1, second -> lately(second) ? 3 : 2)
                        .trend())
                .isEqualTo(Drift.Trend.HARDER);
    }

    @Test
    void withoutABaselineARisingLossMeansThatTheModelFitsWorse() {
        assertThat(drift(second -> lately(second) ? 1.5 : 1, second -> Double.NaN)
                        .trend())
                .isEqualTo(Drift.Trend.WORSE);
    }

    @Test
    void aLossThatStillFallsIsNamedSoDespiteAFirstValueThatIsFarAbove() {
        assertThat(drift(second -> second == 0 ? 1000 : lately(second) ? 0.5 : 1, second -> 2)
                        .trend())
                .isEqualTo(Drift.Trend.FALLING);
    }

    @Test
    void aFewReportsSayNothing() {
        assertThat(Drift.of(intervals(9, second -> 1, second -> 1))).isNull();
    }

    private static Drift drift(IntToDoubleFunction loss, IntToDoubleFunction baseline) {
        return Drift.of(intervals(SECONDS, loss, baseline));
    }

    private static List<Drift.Interval> intervals(int count, IntToDoubleFunction loss, IntToDoubleFunction baseline) {
        Random random = new Random(3);
        List<Drift.Interval> intervals = new ArrayList<>();
        for (int second = 0; second < count; second++) {
            double noise = 1 + 0.2 * random.nextGaussian();
            intervals.add(new Drift.Interval(
                    1000L * second,
                    new Losses(loss.applyAsDouble(second) * noise, baseline.applyAsDouble(second) * noise)));
        }
        return intervals;
    }
}
