package io.backflow.jobs.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.jobs.sequence.FeatureRule.Fill;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scales that each step takes from the newest steps of its sequence, and from all of them. */
class WindowStatisticsTest {

    private static final int WINDOW = 20;

    private final FeatureRule window = FeatureRule.ofWindows(WINDOW, Fill.NONE);
    private final FeatureMemory memory = new FeatureMemory();

    @Test
    void aStepIsScaledByTheNewestValuesUpToItself() {
        Random random = new Random(1);
        float[] values = new float[3 * WINDOW];
        for (int t = 0; t < values.length; t++) {
            values[t] = (float) (1000 + t + 5 * random.nextGaussian());
            FeatureScale scale = scale(window, values[t]);
            if (t < WINDOW) {
                continue;
            }
            double mean = 0;
            for (int i = t - WINDOW + 1; i <= t; i++) {
                mean += values[i] / WINDOW;
            }
            double variance = 0;
            for (int i = t - WINDOW + 1; i <= t; i++) {
                variance += (values[i] - mean) * (values[i] - mean) / WINDOW;
            }
            double input = (values[t] - mean) / Math.sqrt(variance);
            assertThat(scale.input(values[t], 0)).as("step %s", t).isCloseTo((float) input, within(1e-3f));
            assertThat(scale.restore((float) input, 0)).isCloseTo(values[t], within(0.01f));
        }
    }

    @Test
    void whatIsNoLongerInTheWindowIsForgotten() {
        for (int t = 0; t < WINDOW; t++) {
            scale(window, 1000 * t);
        }
        FeatureScale last = FeatureScale.NONE;
        for (int t = 0; t < WINDOW; t++) {
            last = scale(window, 50 + t % 2);
        }
        FeatureMemory other = new FeatureMemory();
        FeatureScale fresh = FeatureScale.NONE;
        for (int t = 0; t < WINDOW; t++) {
            fresh = Objects.requireNonNull(
                            window.complete(other, step(50 + t % 2)).context())
                    .scale();
        }
        assertThat(last.input(60, 0)).isCloseTo(fresh.input(60, 0), within(1e-4f));
    }

    @Test
    void oneOutlierDoesNotDecideWhatIsNear() {
        Random random = new Random(2);
        for (int t = 0; t < 2 * WINDOW; t++) {
            scale(window, (float) random.nextGaussian());
        }
        FeatureScale after = scale(window, 1e6f);
        assertThat(after.input(1e6f, 0)).as("the outlier itself").isGreaterThan(1000f);
        assertThat(after.input(1, 0) - after.input(-1, 0)).isGreaterThan(0.4f);
    }

    /** Counted in single precision, the 16,777,217th value would be the 16,777,216th again. */
    @Test
    void aSequenceWithoutAnEndDoesNotCountOnForEver() {
        for (int t = 0; t < 10 * WINDOW; t++) {
            scale(window, t);
        }
        assertThat(memory.values[WINDOW]).isLessThan(2f * WINDOW);
    }

    /** One value of many says nothing of a deviation: a small difference after it is not an event. */
    @Test
    void fewValuesAreDoubted() {
        scale(window, 1000);
        assertThat(Math.abs(scale(window, 1001).input(1001, 0))).isLessThan(0.01f);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aConstantColumnIsSafe(boolean ofWindow) {
        for (float level : new float[] {0, 1e-30f, 3, -1e6f, 1e30f}) {
            FeatureRule rule = rule(ofWindow);
            memory.clear();
            for (int t = 0; t < 3 * WINDOW; t++) {
                float input = scale(rule, level).input(level, 0);
                assertThat(input).as("level %s", level).isCloseTo(0f, within(1e-3f));
            }
            FeatureScale moved = scale(rule, level + 1);
            assertThat(moved.input(level + 1, 0)).isBetween(0f, 100f);
            float near = Math.abs(level) / 1e5f + 0.01f;
            assertThat(moved.restore(moved.input(level + 1, 0), 0)).isCloseTo(level + 1, within(near));
        }
    }

    /** Cauchy's distribution has neither a mean nor a deviation. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aHeavyTailedColumnIsSafe(boolean ofWindow) {
        Random random = new Random(3);
        FeatureRule rule = rule(ofWindow);
        int ordinary = 0;
        for (int t = 0; t < 2000; t++) {
            float value = (float) Math.tan(Math.PI * (random.nextDouble() - 0.5));
            FeatureScale scale = scale(rule, value);
            assertThat(scale.input(value, 0)).isFinite();
            float quartile = Math.abs(scale.input(1, 0) - scale.input(-1, 0));
            ordinary += quartile > 0.01f ? 1 : 0;
        }
        assertThat(ordinary)
                .as("steps at which the middle half of the values is still told apart")
                .isGreaterThan(1900);
    }

    /** A level that moves for ever is followed by the window, at the same distance all the time. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDriftingColumnIsSafe(boolean ofWindow) {
        FeatureRule rule = rule(ofWindow);
        float largest = 0;
        for (int t = 0; t < 20_000; t++) {
            float value = 3f * t + (t % 7);
            float input = scale(rule, value).input(value, 0);
            largest = t < 5 * WINDOW ? largest : Math.max(largest, Math.abs(input));
        }
        assertThat(largest).isLessThan(ofWindow ? 2f : 4f);
    }

    /** A jump by a thousand deviations, to another level of the same noise. */
    @Test
    void aLevelThatJumpsIsReachedWithinTheWindow() {
        Random random = new Random(4);
        for (int t = 0; t < 100; t++) {
            scale(window, (float) random.nextGaussian());
        }
        float input = 0;
        for (int t = 0; t < 2 * WINDOW; t++) {
            float value = 1000 + (float) random.nextGaussian();
            input = scale(window, value).input(value, 0);
            assertThat(input).isFinite();
        }
        assertThat(Math.abs(input)).isLessThan(4f);
    }

    private static FeatureRule rule(boolean ofWindow) {
        return ofWindow
                ? FeatureRule.ofWindows(WINDOW, Fill.NONE)
                : new FeatureRule(FeatureScale.NONE, WINDOW, Fill.NONE);
    }

    private FeatureScale scale(FeatureRule rule, float value) {
        return Objects.requireNonNull(
                Objects.requireNonNull(rule.complete(memory, step(value)).context())
                        .scale());
    }

    private static Step step(float value) {
        return new Step("s", 0, 0, new float[] {value});
    }
}
