package io.backflow.model.oracle;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KerasOracleTest {

    @ParameterizedTest
    @ValueSource(strings = {"10_keras_layout_gru_reset_after", "k1_keras_gru", "k1_keras_lstm", "k1_keras_simple_rnn"})
    void a_layer_agrees_with_keras(String file) {
        KerasLayerOracle.checkLayer(Fixture.read(file + ".json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gru", "lstm", "simple_rnn"})
    void carried_state_agrees_with_a_stateful_keras_layer(String file) {
        KerasLayerOracle.checkStateful(Fixture.read("k2_keras_stateful_" + file + ".json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gru", "lstm", "simple_rnn", "lstm_2layers", "lstm_last_output"})
    void training_agrees_with_keras(String file) {
        KerasTrainOracle.check(Fixture.read("k3_keras_train_" + file + ".json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gru", "lstm", "simple_rnn"})
    void masked_steps_hold_state_and_output_as_in_keras(String file) {
        KerasLayerOracle.checkMasking(Fixture.read("k4_keras_masking_" + file + ".json"));
    }
}
