package io.backflow.jobs.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.jobs.sequence.FeatureRule.Fill;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FeatureRuleTest {

    private static final float NO_VALUE = Float.NaN;

    private final FeatureMemory memory = new FeatureMemory();

    @Test
    void stepsThatNeedNothingStayTheSameObjects() {
        Step step = Intake.step(0);
        assertThat(FeatureRule.NONE.complete(memory, step)).isSameAs(step);
        assertThat(new FeatureRule(FeatureScale.NONE, 0, Fill.NONE).complete(memory, step))
                .isSameAs(step);
        assertThat(memory.values).isEmpty();
    }

    @Test
    void aMissingValueIsTheLastOne() {
        FeatureRule rule = new FeatureRule(FeatureScale.NONE, 0, Fill.LAST);
        assertThat(features(rule, 3f, NO_VALUE, NO_VALUE, 5f, NO_VALUE)).containsExactly(3f, 3f, 3f, 5f, 5f);
    }

    @Test
    void aMissingValueIsTheMeanOfThoseBefore() {
        FeatureRule rule = new FeatureRule(FeatureScale.NONE, 0, Fill.MEAN);
        assertThat(features(rule, NO_VALUE, 3f, 5f, NO_VALUE, 10f, NO_VALUE)).containsExactly(0f, 3f, 5f, 4f, 10f, 6f);
    }

    @Test
    void aKnownMeanIsTheMean() {
        FeatureScale scale = new FeatureScale(new float[] {7f}, new float[] {2f});
        assertThat(features(new FeatureRule(scale, 0, Fill.MEAN), 3f, NO_VALUE)).containsExactly(3f, 7f);
        memory.clear();
        assertThat(features(new FeatureRule(scale, 0, Fill.LAST), NO_VALUE, 3f, NO_VALUE))
                .as("before the first value the mean is the best guess")
                .containsExactly(7f, 3f, 3f);
    }

    @Test
    void aFeatureThatMustComeIsNotFilledIn() {
        FeatureRule rule = new FeatureRule(FeatureScale.NONE, 0, Fill.LAST, Fill.NONE);
        Step completed = rule.complete(memory, step(0, 0, NO_VALUE, 4f));
        assertThat(completed.features()).containsExactly(0f, 4f);
        assertThat(completed.has(0)).isFalse();
        assertThat(completed.has(1)).isTrue();
    }

    @Test
    void theAgeIsTheTimeSinceTheValueCameInIntervals() {
        FeatureRule rule = new FeatureRule(FeatureScale.NONE, 0, Fill.LAST);
        long[] times = {0, 10_000, 20_000, 50_000, 60_000};
        float[] values = {1f, NO_VALUE, NO_VALUE, NO_VALUE, 2f};
        float[] ages = new float[times.length];
        for (int i = 0; i < times.length; i++) {
            ages[i] = age(rule.complete(memory, step(i, times[i], values[i])));
        }
        float mean = 50_000 / 3f; // of the intervals until the fourth step
        assertThat(ages).containsExactly(new float[] {0f, 1f, 2f, 50_000 / mean, 0f}, within(1e-5f));
    }

    /** Two steps of one time: the second lacks its value all the same. */
    @Test
    void aMissingValueHasAnAgeEvenWhereNoTimePasses() {
        FeatureRule rule = new FeatureRule(FeatureScale.NONE, 0, Fill.LAST);
        rule.complete(memory, step(0, 1000, 1f));
        assertThat(age(rule.complete(memory, step(1, 1000, NO_VALUE)))).isPositive();
        assertThat(age(rule.complete(memory, step(2, 1000, 3f)))).isZero();
    }

    @Test
    void anEpisodeFillsNothingInFromTheOneBefore() {
        FeatureRule rule = new FeatureRule(FeatureScale.NONE, 0, Fill.LAST);
        features(rule, 3f, 5f);
        rule.endEpisode(memory);
        assertThat(features(rule, NO_VALUE)).as("the mean outlives the episode").containsExactly(4f);
    }

    @Test
    void aStepThatStandsInForAnotherIsNoValue() {
        FeatureRule rule = new FeatureRule(FeatureScale.NONE, 100, Fill.LAST);
        Step first = rule.complete(memory, step(0, 0, 3f));
        float[] before = memory.values.clone();
        Step standIn = rule.complete(memory, first.imputed(1));
        assertThat(standIn.features()).containsExactly(3f);
        assertThat(standIn.has(0)).isFalse();
        assertThat(standIn.imputed()).isTrue();
        assertThat(memory.values[0]).isEqualTo(before[0]);
        assertThat(memory.values[2]).as("values counted").isEqualTo(before[2]);
    }

    /** What a step is scaled by does not depend on what comes after it. */
    @Test
    void nothingOfLaterStepsIsInTheScaleOfAStep() {
        FeatureRule rule = new FeatureRule(FeatureScale.NONE, 50, Fill.LAST);
        Random random = new Random(3);
        List<Step> stream = new ArrayList<>();
        for (int t = 0; t < 200; t++) {
            float value = random.nextInt(5) == 0 ? NO_VALUE : (float) random.nextGaussian();
            stream.add(step(t, 1000L * t, value));
        }
        List<Step> whole =
                stream.stream().map(step -> rule.complete(memory, step)).toList();
        for (int cut = 1; cut < stream.size(); cut += 37) {
            FeatureMemory other = new FeatureMemory();
            Step last = null;
            for (Step step : stream.subList(0, cut)) {
                last = rule.complete(other, step);
            }
            rule.complete(other, step(cut, 1000L * cut, 1e9f));
            assertThat(last).usingRecursiveComparison().isEqualTo(whole.get(cut - 1));
        }
    }

    /** The last values of a copy are its own. */
    @Test
    void aCopyGoesOnByItself() {
        FeatureRule rule = new FeatureRule(FeatureScale.NONE, 50, Fill.LAST);
        features(rule, 1f, 2f);
        FeatureMemory copy = new FeatureMemory();
        copy.become(memory);
        features(rule, 100f);
        assertThat(rule.complete(copy, step(2, 2000, NO_VALUE)).features()).containsExactly(2f);
    }

    private float[] features(FeatureRule rule, float... values) {
        float[] completed = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            completed[i] = rule.complete(memory, step(i, 1000L * i, values[i])).features()[0];
        }
        return completed;
    }

    private static float age(Step step) {
        return Objects.requireNonNull(Objects.requireNonNull(step.context()).age())[0];
    }

    private static Step step(long number, long time, float... features) {
        return new Step("s", number, time, features);
    }
}
