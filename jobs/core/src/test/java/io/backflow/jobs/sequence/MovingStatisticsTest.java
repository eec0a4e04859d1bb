package io.backflow.jobs.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MovingStatisticsTest {

    private static final int STEPS = 10_000;
    private static final int FROM = 3;

    private final MovingStatistics statistics = new MovingStatistics(1, FROM, STEPS);
    private final FeatureAccumulator tally = new FeatureAccumulator(statistics);
    private final float[] parameters = {7f, 8f, 9f, 0f, 0f, 0f, 0f};
    private final Random random = new Random(5);

    @Test
    void untilTheirReachTheyAreMeanAndVarianceOfAllValues() {
        List<Double> values = new ArrayList<>();
        for (int batch = 1; batch <= 40; batch++) {
            learn(batch, () -> {
                values.add((double) (float) (20 + 3 * random.nextGaussian()));
                return values.get(values.size() - 1);
            });
        }
        double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
        double variance = values.stream()
                .mapToDouble(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow();
        assertThat((double) mean()).isCloseTo(mean, within(1e-5));
        double doubt = mean / values.size() - mean / STEPS;
        assertThat((double) deviation()).isCloseTo(Math.sqrt(variance + doubt * doubt), within(1e-4));
        assertThat(parameters).as("the others").startsWith(7f, 8f, 9f);
    }

    @Test
    void nothingIsKnownOfAFeatureBeforeItsFirstValue() {
        FeatureScale before = statistics.scale(parameters);
        assertThat(before.knows(0)).isFalse();
        assertThat(before.input(5f, 0)).isZero();
        assertThat(new MovingScale(statistics).now().knows(0)).isFalse();

        learn(1, () -> 4);

        assertThat(statistics.scale(parameters).knows(0)).isTrue();
        assertThat(statistics.scale(parameters).input(5f, 0)).as("(5 - 4) / 4").isEqualTo(0.25f);
    }

    /** Where the mean is large, what one batch moves it by is less than a float can tell. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 300, 1e5})
    void theyFollowADriftByAHundredDeviations(double level) {
        batches(1000, 40, () -> level + random.nextGaussian());
        assertThat(mean()).isCloseTo((float) level, within(0.2f));
        assertThat(deviation()).isCloseTo(1f, within(0.1f));

        batches(20_000, 4, () -> level + 100 + random.nextGaussian());

        assertThat(mean()).isCloseTo((float) level + 100, within(0.5f));
        assertThat(deviation()).isBetween(0.5f, 10f);
    }

    @Test
    void aFeatureThatNeverMovesIsScaledByItsSize() {
        batches(500, 7, () -> 1013.25f);
        assertThat(mean()).isEqualTo(1013.25f);
        assertThat(deviation()).isEqualTo(1013.25f);
    }

    @Test
    void aFeatureThatIsAlwaysZeroIsLeftAsItIs() {
        batches(50, 7, () -> 0);
        assertThat(mean()).isZero();
        assertThat(deviation()).isEqualTo(1f);
    }

    @Test
    void aFeatureThatMovesAtLastIsScaledByHowItMoves() {
        batches(50, 7, () -> 5);
        batches(5000, 7, () -> 5 + 0.1 * random.nextGaussian());
        assertThat(deviation()).isBetween(0.05f, 0.2f);
    }

    /** The tails of Cauchy's distribution have no variance at all. */
    @ParameterizedTest
    @ValueSource(ints = {1, 40, 5000})
    void heavyTailsLeaveTheMiddleVisible(int batch) {
        batches(20_000 / batch, batch, () -> Math.tan(Math.PI * (random.nextDouble() - 0.5)));
        assertThat(Math.abs(mean())).isLessThan(5f);
        assertThat(deviation()).isBetween(1f, 100f);
    }

    /** The parameters say nothing of it yet: what came before it in the same batch does. */
    @Test
    void oneOutlierInTheFirstBatchDoesNotDecideWhatIsNear() {
        int[] count = {0};
        learn(500, () -> count[0]++ == 100 ? 1e30 : random.nextGaussian());
        assertThat(deviation()).isLessThan(2f);
        assertThat(mean()).isCloseTo(0f, within(0.2f));
    }

    @Test
    void oneOutlierLaterDoesNotEither() {
        batches(50, 10, random::nextGaussian);
        float before = deviation();
        learn(1, () -> -1e30);
        assertThat(deviation()).isBetween(before, 2 * before);
        assertThat(mean()).isCloseTo(0f, within(0.2f));
    }

    @Test
    void theLargestNumbersThatThereAreStayFinite() {
        batches(50, 10, () -> random.nextBoolean() ? Float.MAX_VALUE : -Float.MAX_VALUE);
        assertThat(deviation()).isFinite().isPositive();
        assertThat(mean()).isFinite();
    }

    @Test
    void aBatchOfMoreValuesThanTheyReachBackIsAllThatCounts() {
        batches(10, 100, () -> 4 + random.nextGaussian());
        learn(2 * STEPS, () -> -3 + 0.5 * random.nextGaussian());
        assertThat(mean()).isCloseTo(-3f, within(0.05f));
        assertThat(parameters[FROM + 3]).isEqualTo(STEPS);
    }

    /** Sums of parts are the sum of the whole, in whichever parts it comes. */
    @Test
    void partsAddUpToTheWhole() {
        List<Step> steps = new ArrayList<>();
        for (int t = 0; t < 90; t++) {
            steps.add(step(random.nextInt(1 << 12))); // whose squares and sums are exact
        }
        tally.add(steps);
        FeatureSums whole = tally.take();
        FeatureSums parts = FeatureSums.NONE;
        for (int from = 60; from >= 0; from -= 30) {
            tally.load(new float[FROM + 4]);
            tally.add(steps.subList(from, from + 30));
            parts = tally.take().plus(parts);
        }
        assertThat(parts.values()).isEqualTo(whole.values());
        assertThat(tally.take().isEmpty()).isTrue();
    }

    @Test
    void whatDidNotComeAndWhatIsNotToBeLearntDoesNotCount() {
        MovingStatistics two = new MovingStatistics(2, 0, STEPS);
        FeatureAccumulator tallyOfTwo = new FeatureAccumulator(two);
        Step filled = new Step("s", 0, 0, new float[] {5f, 6f})
                .with(new float[] {5f, 6f}, new StepContext(null, new float[] {0f, 2f}));
        Step missing = new Step("s", 1, 0, new float[] {7f, Float.NaN});
        Step held = new Step("s", 2, 0, new float[] {9f, 9f}, Step.NONE, null, Step.NONE, 0f, false);

        tallyOfTwo.add(List.of(filled, missing, held, held.imputed(3)));

        assertThat(tallyOfTwo.take().values()).containsExactly(2, 0, 12, 0, 74, 0);
        tallyOfTwo.add(List.of(held));
        assertThat(tallyOfTwo.take()).isSameAs(FeatureSums.NONE);
    }

    private static Step step(double value) {
        return new Step("s", 0, 0, new float[] {(float) value});
    }

    private void batches(int batches, int size, DoubleSupplier values) {
        for (int batch = 0; batch < batches; batch++) {
            learn(size, values);
        }
    }

    /** As a worker and the server do: the worker compares with the parameters that it had before. */
    private void learn(int size, DoubleSupplier values) {
        tally.load(parameters);
        for (int i = 0; i < size; i++) {
            tally.add(List.of(step(values.getAsDouble())));
        }
        statistics.add(parameters, tally.take());
    }

    private float mean() {
        return Objects.requireNonNull(statistics.scale(parameters).mean())[0];
    }

    private float deviation() {
        return Objects.requireNonNull(statistics.scale(parameters).deviation())[0];
    }
}
