package io.backflow.model.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class BlasChoiceTest {

    private static final Set<String> AVX2 = Set.of("flags", ":", "sse2", "avx2", "fma");
    private static final Set<String> AVX512 = Set.of("flags", ":", "sse2", "avx2", "fma", "avx512f");

    @Test
    void aProcessorWithoutAvx512TakesBlisIfItIsThere() {
        assertThat(BlasChoice.of(Map.of(), AVX2)).isEqualTo(BlasChoice.BLIS_IF_INSTALLED);
    }

    @Test
    void aProcessorWithAvx512OrUnknownAbilitiesTakesOpenblas() {
        assertThat(BlasChoice.of(Map.of(), AVX512)).isEqualTo(BlasChoice.OPENBLAS);
        assertThat(BlasChoice.of(Map.of(), Set.of())).isEqualTo(BlasChoice.OPENBLAS);
    }

    @Test
    void anEnvironmentThatNamesAKernelOfOpenblasGetsOpenblas() {
        assertThat(BlasChoice.of(Map.of("OPENBLAS_CORETYPE", "Haswell"), AVX2)).isEqualTo(BlasChoice.OPENBLAS);
    }

    @Test
    void theVariableDecidesOnEveryProcessor() {
        assertThat(BlasChoice.of(Map.of("BACKFLOW_BLAS", "openblas"), AVX2)).isEqualTo(BlasChoice.OPENBLAS);
        assertThat(BlasChoice.of(Map.of("BACKFLOW_BLAS", "blis"), AVX512)).isEqualTo(BlasChoice.BLIS);
        assertThat(BlasChoice.of(Map.of("BACKFLOW_BLAS", "blis", "OPENBLAS_CORETYPE", "Zen"), Set.of()))
                .isEqualTo(BlasChoice.BLIS);
    }

    @Test
    void anotherLibraryIsRefused() {
        assertThatThrownBy(() -> BlasChoice.of(Map.of("BACKFLOW_BLAS", "MKL"), AVX2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("BACKFLOW_BLAS is \"MKL\"", "use openblas or blis");
    }
}
