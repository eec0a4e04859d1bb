package io.backflow.jobs.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When a mean counts as changed. */
class AdwinTest {

    private static final double DELTA = 0.002;

    /** Numbers as losses are: none is bounded, and all but the first are skewed. */
    enum Noise {
        NORMAL(Random::nextGaussian),
        SQUARED(random -> random.nextGaussian() * random.nextGaussian()),
        EXPONENTIAL(random -> -Math.log(1 - random.nextDouble())),
        HEAVY_TAILED(random -> random.nextGaussian() / Math.sqrt(-Math.log(1 - random.nextDouble())));

        private final ToDoubleFunction<Random> next;

        Noise(ToDoubleFunction<Random> next) {
            this.next = next;
        }

        double next(Random random) {
            return next.applyAsDouble(random);
        }
    }

    @Test
    void aMeanThatMovesMakesTheWindowShort() {
        Random random = new Random(1);
        Adwin window = new Adwin(DELTA);
        for (int i = 0; i < 1_000; i++) {
            window.add(random.nextGaussian());
        }
        assertThat(window.length()).isEqualTo(1_000);

        int delay = delay(window, random, 3, 1);
        assertThat(delay).isLessThan(20);
        assertThat(window.newerMean()).isGreaterThan(window.olderMean() + 1);
        for (int i = 0; i < 200; i++) {
            window.add(3 + random.nextGaussian());
        }
        assertThat(window.length()).as("little is left of before").isBetween(200L, 240L);
        assertThat(window.mean()).isCloseTo(3, within(0.4));
    }

    /** The paper's bound: at each number the probability of a change where there is none is below delta. */
    @ParameterizedTest
    @EnumSource(Noise.class)
    void aMeanThatStaysChangesLessOftenThanDelta(Noise noise) {
        int changes = 0;
        int numbers = 0;
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            Adwin window = new Adwin(DELTA);
            for (int i = 0; i < 10_000; i++, numbers++) {
                changes += window.add(noise.next(random)) ? 1 : 0;
            }
        }
        assertThat((double) changes / numbers)
                .as("%s changes in %s numbers without one", changes, numbers)
                .isLessThan(DELTA / 10);
    }

    /** After 1000 numbers, from which number after the change on it is known; by the formula about 45 and 13. */
    @Test
    void aChangeIsFoundTheSoonerTheLargerItIs() {
        double[] shifts = {1, 3};
        int[] slowest = {100, 22};
        for (int i = 0; i < shifts.length; i++) {
            int most = 0;
            for (int seed = 0; seed < 40; seed++) {
                Random random = new Random(seed);
                Adwin window = new Adwin(DELTA);
                for (int t = 0; t < 1_000; t++) {
                    window.add(random.nextGaussian());
                }
                most = Math.max(most, delay(window, random, shifts[i], 1));
            }
            assertThat(most).as("a shift by %s deviations", shifts[i]).isLessThanOrEqualTo(slowest[i]);
        }
    }

    @Test
    void unitsDoNotMatter() {
        Random random = new Random(2);
        Adwin one = new Adwin(DELTA);
        Adwin other = new Adwin(DELTA);
        for (int i = 0; i < 3_000; i++) {
            double number = random.nextGaussian() + (i < 1_500 ? 0 : 1);
            assertThat(other.add(1024 * number)).as("number %s", i).isEqualTo(one.add(number));
        }
        assertThat(one.length()).isLessThan(1_600);
    }

    @Test
    void oneNumberMakesNoChangeHoweverLargeItIs() {
        Random random = new Random(3);
        Adwin window = new Adwin(DELTA);
        for (int i = 0; i < 5_000; i++) {
            assertThat(window.add(i % 500 == 499 ? 1e12 : random.nextGaussian()))
                    .isFalse();
        }
    }

    @Test
    void theWindowIsKeptInLogarithmicallyManySumsThatAddUp() {
        Random random = new Random(4);
        Adwin window = new Adwin(DELTA);
        List<Double> numbers = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            double number = random.nextDouble() + (i < 60_000 ? 0 : 0.5);
            numbers.add(number);
            window.add(number);
            if (i % 10_000 == 9_999) {
                int from = (int) (numbers.size() - window.length());
                double mean = numbers.subList(from, numbers.size()).stream()
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElseThrow();
                assertThat(window.mean()).as("after %s", i + 1).isCloseTo(mean, within(1e-9));
            }
        }
        assertThat(window.length()).isBetween(39_500L, 40_500L);
        assertThat(window.buckets()).isLessThanOrEqualTo(6 * 17);
        assertThat(window.save().length).isLessThan(300);
    }

    @Test
    void aWindowThatWasSavedGoesOnWithTheSameBits() {
        Random random = new Random(5);
        Adwin whole = new Adwin(DELTA);
        Adwin part = new Adwin(DELTA);
        for (int i = 0; i < 2_000; i++) {
            double number = random.nextGaussian() + (i < 1_500 ? 0 : 0.7);
            if (i % 37 == 0) {
                double[] saved = part.save();
                part = new Adwin(DELTA);
                part.resume(saved, 0);
            }
            assertThat(part.add(number)).isEqualTo(whole.add(number));
            assertThat(part.mean()).isEqualTo(whole.mean());
        }
        assertThat(whole.length()).isLessThan(600);
    }

    @Test
    void numbersThatAreAllTheSameAreNoChangeAndTheFirstOtherOnesAre() {
        Adwin window = new Adwin(DELTA);
        for (int i = 0; i < 500; i++) {
            assertThat(window.add(0.1)).isFalse();
        }
        int delay = 1;
        while (!window.add(0.2)) {
            delay++;
        }
        assertThat(delay).isLessThan(20);
    }

    private static int delay(Adwin window, Random random, double shift, double deviation) {
        for (int delay = 1; delay < 10_000; delay++) {
            if (window.add(shift + deviation * random.nextGaussian())) {
                return delay;
            }
        }
        throw new AssertionError("a shift by " + shift + " was not found");
    }
}
