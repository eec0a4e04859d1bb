package io.backflow.lab.experiment.ptb;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.model.HeadSpec;
import io.backflow.model.Initialization;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PerplexityTest {

    private static final ModelSpec SPEC = new ModelSpec(
            new InputSpec.Tokens(7, 4),
            List.of(new LayerSpec.Lstm(5, false, 0)),
            new HeadSpec(7, new LossSpec.CrossEntropy()));
    private static final int[] TEXT = new Random(1).ints(40, 0, 7).toArray();

    @Test
    void aNetworkThatKnowsNothingIsAsPerplexAsTheVocabularyIsLarge() {
        try (Perplexity perplexity = new Perplexity(SPEC, TEXT, 2, 5)) {
            float[] zeros = new float[Initialization.keras(SPEC, 1).length];
            assertThat(perplexity.of(zeros)).isCloseTo(7, Offset.offset(1e-5));
        }
    }

    /** The state is carried, and starts from zero each time. */
    @Test
    void howTheTextIsCutAndWhatWasJudgedBeforeChangesNothing() {
        float[] parameters = Initialization.keras(SPEC, 1);
        IntStream.range(0, parameters.length).forEach(i -> parameters[i] *= 5);
        try (Perplexity whole = new Perplexity(SPEC, TEXT, 1, TEXT.length);
                Perplexity parts = new Perplexity(SPEC, TEXT, 1, 6)) {
            double expected = whole.of(parameters);
            assertThat(parts.of(parameters)).isCloseTo(expected, Offset.offset(1e-4));
            assertThat(parts.of(parameters)).isCloseTo(expected, Offset.offset(1e-4));
        }
    }
}
