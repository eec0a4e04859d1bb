package io.backflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class InitializationTest {

    private static final int PINNED = 345806856;

    private static final ModelSpec SPEC = new ModelSpec(
            new InputSpec.Tokens(40, 6),
            List.of(new LayerSpec.Lstm(16, true, 0), new LayerSpec.Gru(8, true, 0)),
            new HeadSpec(3, new LossSpec.Mse()));

    private final ParameterLayout layout = ParameterLayout.of(SPEC);
    private final float[] fresh = Initialization.keras(SPEC, 7);

    @Test
    void theSameSeedGivesTheSameBitsAndAnotherSeedOthers() {
        assertThat(Initialization.keras(SPEC, 7)).isEqualTo(fresh);
        assertThat(Initialization.keras(SPEC, 8)).isNotEqualTo(fresh);
    }

    /** The hash was computed once by this code; it pins the bits for every later version and JVM. */
    @Test
    void theBitsAreThoseOfEarlierVersions() {
        assertThat(Arrays.hashCode(fresh)).isEqualTo(PINNED);
    }

    /** They follow all that is learnt, which is the same without them. */
    @Test
    void statisticsOfNothingStandAtTheEnd() {
        ModelSpec plain = new ModelSpec(new InputSpec.Features(3), SPEC.layers(), SPEC.head());
        ParameterLayout whole = ParameterLayout.of(plain.normalized(true));
        float[] learnt = Initialization.keras(plain, 7);
        assertThat(whole.learnt())
                .isEqualTo(learnt.length)
                .isEqualTo(ParameterLayout.of(plain).learnt());
        assertThat(whole.statistics()).isEqualTo(whole.size() - whole.learnt()).isEqualTo(4 * 3);
        assertThat(ParameterLayout.of(plain).statistics()).isZero();
        assertThat(Initialization.keras(plain.normalized(true), 7)).isEqualTo(Arrays.copyOf(learnt, whole.size()));
        assertThat(SPEC.normalized(true)).as("of tokens").isEqualTo(SPEC);
    }

    @Test
    void recurrentKernelsHaveOrthonormalRows() {
        ParameterLayout.View view = layout.view("layer0.recurrent_kernel");
        for (int a = 0; a < view.rows(); a++) {
            for (int b = 0; b < view.rows(); b++) {
                double dot = 0;
                for (int i = 0; i < view.columns(); i++) {
                    dot += (double) at(view, a, i) * at(view, b, i);
                }
                // 64 products of values rounded to 24 bits
                assertThat(dot).isCloseTo(a == b ? 1 : 0, within(1e-6));
            }
        }
    }

    @Test
    void glorotKernelsFillTheirBoundEvenly() {
        ParameterLayout.View view = layout.view("layer1.kernel");
        double bound = Math.sqrt(6.0 / (16 + 24));
        double[] values = values(view);
        assertThat(Arrays.stream(values).map(Math::abs).max().orElse(0)).isBetween(0.95 * bound, bound);
        // the mean of 384 values with standard deviation bound / sqrt(3): four standard errors
        assertThat(Arrays.stream(values).average().orElse(1)).isCloseTo(0, within(4 * bound / Math.sqrt(3 * 384)));
    }

    @Test
    void embeddingsStayWithinATwentieth() {
        assertThat(Arrays.stream(values(layout.view("embedding.embeddings"))))
                .allMatch(value -> Math.abs(value) <= 0.05);
    }

    @Test
    void biasesAreZeroButForTheForgetGate() {
        double[] bias = values(layout.view("layer0.bias"));
        for (int i = 0; i < bias.length; i++) {
            assertThat(bias[i]).isEqualTo(i >= 16 && i < 32 ? 1 : 0);
        }
        assertThat(values(layout.view("layer1.bias"))).containsOnly(0);
        assertThat(values(layout.view("head.bias"))).containsOnly(0);
    }

    @Test
    void dependentVectorsAreNotOrthonormalised() {
        double[][] vectors = {{1, 0}, {3, 0}};
        assertThat(Orthonormal.append(vectors, 0)).isTrue();
        assertThat(Orthonormal.append(vectors, 1)).isFalse();
    }

    private float at(ParameterLayout.View view, int row, int column) {
        return fresh[view.offset() + row * view.columns() + column];
    }

    private double[] values(ParameterLayout.View view) {
        double[] values = new double[view.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = fresh[view.offset() + i];
        }
        return values;
    }
}
