package io.backflow.jobs.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PredictionSelectionTest {

    private static final int STEPS = 20_000;

    /** Binomial; five standard deviations of the share are below .018 for 20,000 steps. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.01, 0.1, 0.5, 0.9, 1})
    void theShareOfTheStepsIsChosenInEachSequence(double share) {
        PredictionSelection selection = new PredictionSelection(share, 0);
        for (String sequence : new String[] {"a", "b", "pump-7"}) {
            long chosen = IntStream.range(0, STEPS)
                    .filter(step -> selection.selects(sequence, step))
                    .count();
            assertThat(chosen / (double) STEPS).isCloseTo(share, within(0.018));
        }
        assertThat(new PredictionSelection(0, 0).selects("a", 1)).isFalse();
    }

    @Test
    void eachSequenceHasASampleOfItsOwnAndHasTheSameOneAgain() {
        PredictionSelection selection = new PredictionSelection(0.5, 0);
        int[] a = chosen(selection, "a");

        assertThat(chosen(new PredictionSelection(0.5, 0), "a")).isEqualTo(a);
        assertThat(chosen(selection, "b")).isNotEqualTo(a);
    }

    private static int[] chosen(PredictionSelection selection, String sequence) {
        return IntStream.range(0, STEPS)
                .filter(step -> selection.selects(sequence, step))
                .toArray();
    }

    @Test
    void aLargerShareContainsTheStepsOfASmallerOne() {
        PredictionSelection small = new PredictionSelection(0.1, 0);
        PredictionSelection large = new PredictionSelection(0.3, 0);
        assertThat(IntStream.range(0, STEPS).filter(step -> small.selects("a", step)))
                .allMatch(step -> large.selects("a", step));
    }

    @Test
    void theHighestOutputsComeFirstAndOfEqualOnesTheLowerIndex() {
        Random random = new Random(3);
        for (int width = 1; width < 40; width++) {
            float[] outputs = new float[5 + width];
            for (int i = 0; i < outputs.length; i++) {
                outputs[i] = random.nextInt(9) - 4;
            }
            int[] sorted = IntStream.range(0, width)
                    .boxed()
                    .sorted(Comparator.comparingDouble((Integer i) -> -outputs[5 + i]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            int classes = Math.min(width, 7);
            assertThat(new PredictionSelection(1, classes).highest(outputs, 5, width))
                    .containsExactly(java.util.Arrays.copyOf(sorted, classes));
        }
    }
}
