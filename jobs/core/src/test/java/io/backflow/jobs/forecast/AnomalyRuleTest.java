package io.backflow.jobs.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

/** How unusual errors are said to be. */
class AnomalyRuleTest {

    private final Random random = new Random(7);
    private final double[] past = new double[AnomalyRule.NUMBERS];

    @Test
    void aBurstOfErrorsIsAnomalousAndIsOverWhenTheyAreAsBefore() {
        score(2_000, this::normal);

        assertThat(max(score(10, () -> 5 + normal()))).as("five deviations").isGreaterThan(AnomalyRule.THRESHOLD);
        score(100, this::normal);
        assertThat(max(score(500, this::normal))).isLessThan(AnomalyRule.THRESHOLD);
    }

    /** Q of 1e-5 twice as often as said, since neighbouring short means are alike and errors not quite normal. */
    @Test
    void errorsAsEverAreHardlyEverAnomalous() {
        float[] scores = score(200_000, this::normal);

        assertThat(share(scores, 0.3f)).as("1e-3").isBetween(3e-4, 3e-3);
        assertThat(share(scores, AnomalyRule.THRESHOLD)).as("1e-5").isLessThan(2e-4);
    }

    @Test
    void aScoreIsTheTailOfTheShortMeanUnderTheDistributionOfShortMeans() {
        double[] errors = new double[400];
        Arrays.setAll(errors, i -> normal());
        float[] scores = new float[errors.length];
        for (int i = 0; i < errors.length; i++) {
            scores[i] = AnomalyRule.score(past, 0, errors[i]);
        }

        double[] means = new double[errors.length];
        double mean = 0;
        for (int i = 0; i < errors.length; i++) {
            mean += (Math.sqrt(errors[i]) - mean) / Math.min(i + 1, 10);
            means[i] = mean;
        }
        double[] before = Arrays.copyOf(means, 399);
        double m = Arrays.stream(before).average().orElseThrow();
        double v = Arrays.stream(before).map(x -> (x - m) * (x - m)).average().orElseThrow();
        double z = (means[399] - m) / Math.sqrt(v);
        assertThat((double) scores[399]).isCloseTo(-Math.log10(1e-10 + NormalTail.of(z)) / 10, within(1e-6));
    }

    @Test
    void unitsDoNotMatter() {
        double[] others = new double[AnomalyRule.NUMBERS];
        for (int i = 0; i < 1_000; i++) {
            double error = normal();
            float score = AnomalyRule.score(past, 0, error);
            assertThat(AnomalyRule.score(others, 0, 1e6 * error)).isEqualTo(score, offset(1e-4f));
        }
    }

    @Test
    void theFirstErrorsOfASequenceHaveNoScore() {
        assertThat(score(AnomalyRule.FIRST, this::normal)).containsOnly(Float.NaN);
        assertThat(score(1, this::normal)[0]).isBetween(0f, 1f);
    }

    @Test
    void aScoreIsFrom0To1WhateverTheErrorsAre() {
        assertThat(score(300, () -> 0)[299]).as("no errors").isEqualTo(0.03f, offset(0.001f));
        assertThat(score(1, () -> 1e-9)[0]).as("the first error").isEqualTo(1f);
        assertThat(score(1, () -> 1e30)[0]).isEqualTo(1f);
        for (float score : score(3_000, () -> random.nextInt(100) == 0 ? 1e30 : normal())) {
            assertThat(score).isBetween(0f, 1f);
        }
    }

    @Test
    void errorsThatHaveGrownForGoodAreUsualInTheEnd() {
        score(2_000, this::normal);
        float[] scores = score(4_000, () -> 3 * normal());

        assertThat(max(scores)).isGreaterThan(AnomalyRule.THRESHOLD);
        assertThat(share(Arrays.copyOfRange(scores, 2_000, 4_000), 0.3f)).isLessThan(3e-3);
    }

    private double normal() {
        return Math.abs(random.nextGaussian());
    }

    private float[] score(int times, DoubleSupplier errors) {
        float[] scores = new float[times];
        for (int i = 0; i < times; i++) {
            scores[i] = AnomalyRule.score(past, 0, errors.getAsDouble());
        }
        return scores;
    }

    private static float max(float[] scores) {
        float max = 0;
        for (float score : scores) {
            max = Math.max(max, score);
        }
        return max;
    }

    private static double share(float[] scores, float from) {
        int reached = 0;
        for (float score : scores) {
            reached += score >= from ? 1 : 0;
        }
        return (double) reached / scores.length;
    }
}
