package io.backflow.model.oracle;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CellOracleTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01_cell_simple_rnn_tanh",
                "01_cell_simple_rnn_relu",
                "01_cell_lstm",
                "01_cell_gru",
                "01_cell_gru_reset_before",
                "02_stack_gru_2",
                "02_stack_gru_3",
                "02_stack_lstm_2",
                "02_stack_lstm_3"
            })
    void layers_agree_with_pytorch(String file) {
        CellOracle.check(Fixture.read(file + ".json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"09_varlen_simple_rnn_tanh", "09_varlen_gru", "09_varlen_lstm", "09_varlen_lstm_2layers"})
    void windows_of_different_lengths_agree_with_pytorch(String file) {
        CellOracle.check(Fixture.read(file + ".json"));
    }
}
