package io.backflow.model.oracle;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TrainingOracleTest {

    @ParameterizedTest
    @ValueSource(strings = {"single_bias", "two_bias"})
    void a_language_model_trains_as_in_pytorch(String file) {
        LanguageModelOracle.check(Fixture.read("04_ptb_lm_" + file + ".json"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gru_windows",
                "gru_k1k2",
                "lstm_windows",
                "lstm_k1k2",
                "simple_rnn_tanh_windows",
                "simple_rnn_tanh_k1k2"
            })
    void truncated_gradients_agree_with_pytorch(String file) {
        WindowsOracle.check(Fixture.read("05_tbptt_" + file + ".json"));
    }
}
