package io.backflow.jobs.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RunningStatisticsTest {

    private static final float NO_VALUE = Float.NaN;

    private final RunningStatistics statistics = new RunningStatistics(1, 1000);
    private final float[] kept = new float[statistics.size()];

    @Test
    void untilTheirReachTheyAreMeanAndVarianceOfAllValues() {
        Random random = new Random(5);
        double sum = 0;
        double squares = 0;
        for (int n = 1; n <= 900; n++) {
            float value = (float) (20 + 3 * random.nextGaussian());
            sum += value;
            squares += (double) value * value;
            statistics.add(kept, new float[] {value});
            double mean = sum / n;
            double variance = squares / n - mean * mean;
            if (n > 1) {
                assertThat(mean()).isCloseTo((float) mean, within(1e-3f));
                assertThat(deviation()).isCloseTo((float) Math.sqrt(variance + mean * mean / n / n), within(2e-2f));
            }
        }
    }

    @Test
    void afterManyStepsTheyFollowALevelThatMoves() {
        Random random = new Random(6);
        add(5000, () -> (float) random.nextGaussian());
        add(10_000, () -> (float) (100 + random.nextGaussian()));
        assertThat(mean()).isCloseTo(100f, within(1f));
        assertThat(deviation()).isBetween(0.9f, 2f);
    }

    @Test
    void aFeatureThatNeverMovesIsScaledByItsSize() {
        add(5000, () -> 1013f);
        assertThat(mean()).isEqualTo(1013f);
        assertThat(deviation()).isEqualTo(1013f);
    }

    @Test
    void aFeatureThatIsAlwaysZeroIsLeftAsItIs() {
        add(100, () -> 0f);
        assertThat(mean()).isZero();
        assertThat(deviation()).isEqualTo(1f);
    }

    /** Two values that are close together do not say that a third will be. */
    @Test
    void fewValuesDoNotMakeTheNextOneHuge() {
        for (float value : new float[] {20.00f, 20.01f}) {
            statistics.add(kept, new float[] {value});
        }
        assertThat(scaled(23f)).isBetween(0f, 1f);
    }

    @Test
    void oneOutlierDoesNotDecideWhatIsNear() {
        Random random = new Random(7);
        add(500, () -> (float) random.nextGaussian());
        float before = deviation();
        add(1, () -> 1e30f);
        assertThat(deviation()).isBetween(before, 2 * before);
        assertThat(mean()).isCloseTo(0f, within(0.2f));
    }

    /** The tails of Cauchy's distribution have no variance at all. */
    @Test
    void heavyTailsLeaveTheMiddleVisible() {
        Random random = new Random(8);
        add(20_000, () -> (float) Math.tan(Math.PI * (random.nextDouble() - 0.5)));
        assertThat(Math.abs(mean())).isLessThan(5f);
        assertThat(deviation()).isBetween(1f, 100f);
    }

    @Test
    void theLargestNumbersThatThereAreStayFinite() {
        Random random = new Random(9);
        add(100, () -> random.nextBoolean() ? Float.MAX_VALUE : -Float.MAX_VALUE);
        assertThat(deviation()).isFinite().isPositive();
        assertThat(mean()).isFinite();
    }

    @Test
    void noValueChangesNothing() {
        add(10, new Random(10)::nextFloat);
        float[] before = kept.clone();
        add(10, () -> NO_VALUE);
        assertThat(kept).isEqualTo(before);
    }

    private interface Values {
        float next();
    }

    private void add(int count, Values values) {
        for (int i = 0; i < count; i++) {
            statistics.add(kept, new float[] {values.next()});
        }
    }

    private float mean() {
        return Objects.requireNonNull(statistics.scale(kept).mean())[0];
    }

    private float deviation() {
        return Objects.requireNonNull(statistics.scale(kept).deviation())[0];
    }

    private float scaled(float value) {
        return statistics.scale(kept).normalise(value, 0);
    }
}
