package io.backflow.model.oracle;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HeadOracleTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bce",
                "bce_masked",
                "cross_entropy",
                "cross_entropy_ignore_index",
                "cross_entropy_masked",
                "gaussian_nll",
                "gaussian_nll_masked",
                "gaussian_nll_multi",
                "huber",
                "huber_delta_half",
                "huber_masked",
                "mse",
                "mse_masked",
                "quantile",
                "quantile_masked"
            })
    void losses_and_their_reductions_agree_with_pytorch(String file) {
        HeadOracle.check(Fixture.read("03_head_" + file + ".json"));
    }
}
