package io.backflow.model.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.backflow.model.HeadSpec;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {

    @TempDir
    Path folder;

    static Stream<ModelSpec> models() {
        return Models.all();
    }

    static Stream<ModelSpec> torchModels() {
        return Models.all().filter(spec -> {
            LayerSpec first = spec.layers().get(0);
            return spec.layers().stream().allMatch(layer -> layer.getClass() == first.getClass())
                    && !(first instanceof LayerSpec.Gru gru && !gru.resetAfter());
        });
    }

    @ParameterizedTest
    @MethodSource("models")
    void aModelSurvivesUnderKerasNamesBitForBit(ModelSpec spec) {
        float[] parameters = Models.parameters(spec, 1);
        Path file = folder.resolve("model.safetensors");
        Safetensors.write(file, spec, parameters, new KerasNames());
        assertThat(Safetensors.read(file, spec, new KerasNames())).isEqualTo(parameters);
        assertThat(Safetensors.spec(file)).contains(spec);
    }

    @ParameterizedTest
    @MethodSource("torchModels")
    void aModelSurvivesUnderTorchNamesBitForBit(ModelSpec spec) {
        float[] parameters = Models.parameters(spec, 2);
        Path file = folder.resolve("model.safetensors");
        Safetensors.write(file, spec, parameters, new TorchNames());
        assertThat(Safetensors.read(file, spec, new TorchNames())).isEqualTo(parameters);
    }

    /** Two libraries in single precision over six steps; a wrong gate or bias is off by 1e-2 and more. */
    @ParameterizedTest
    @ValueSource(strings = {"torch_simple_rnn", "torch_lstm", "torch_gru", "torch_lstm_2_tokens", "torch_gru_2"})
    void aModelThatTorchSavedPredictsWhatTorchDid(String name) {
        SavedByOthers saved = SavedByOthers.of(name);
        float[] parameters = Safetensors.read(saved.file(), saved.spec(), new TorchNames());
        assertThat(saved.predicted(parameters)).containsExactly(saved.expected(), within(1e-5));
        assertThat(Safetensors.spec(saved.file())).isEmpty();
    }

    /** What PyTorch would load from our file is what it had saved itself, tensor by tensor. */
    @ParameterizedTest
    @ValueSource(strings = {"torch_gru", "torch_gru_2"})
    void whatTorchSavedIsWrittenBackAsItWas(String name) {
        SavedByOthers saved = SavedByOthers.of(name);
        float[] parameters = Safetensors.read(saved.file(), saved.spec(), new TorchNames());
        Path file = folder.resolve("model.safetensors");
        Safetensors.write(file, saved.spec(), parameters, new TorchNames());
        try (SafetensorsReader theirs = SafetensorsReader.open(saved.file());
                SafetensorsReader ours = SafetensorsReader.open(file)) {
            assertThat(ours.names()).containsExactlyInAnyOrderElementsOf(theirs.names());
            for (NamedTensor tensor : new TorchNames().tensors(saved.spec(), parameters)) {
                assertThat(ours.read(tensor.name(), tensor.shape()))
                        .isEqualTo(theirs.read(tensor.name(), tensor.shape()));
            }
        }
    }

    @Test
    void modulesMayHaveNamesOfTheirOwn() {
        SavedByOthers saved = SavedByOthers.of("torch_lstm");
        float[] parameters = Safetensors.read(saved.file(), saved.spec(), new TorchNames());
        TorchNames own = new TorchNames("words", "", "fc");
        assertThat(own.tensors(saved.spec(), parameters))
                .extracting(NamedTensor::name)
                .containsExactly("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0", "fc.weight", "fc.bias");
    }

    @Test
    void aModelThatTorchDoesNotHaveIsRefusedByLayer() {
        Path file = folder.resolve("model.safetensors");
        ModelSpec resetBefore = model(new LayerSpec.Gru(4, false, 0));
        assertThatThrownBy(
                        () -> Safetensors.write(file, resetBefore, Models.parameters(resetBefore, 1), new TorchNames()))
                .isInstanceOf(ModelFileException.class)
                .hasMessageStartingWith("layer 0 is a gru with reset_after false, which PyTorch does not have");
        ModelSpec mixed = model(new LayerSpec.Gru(4, true, 0), new LayerSpec.Lstm(4, true, 0));
        assertThatThrownBy(() -> Safetensors.write(file, mixed, Models.parameters(mixed, 1), new TorchNames()))
                .hasMessageStartingWith("layer 1 is Lstm[units=4");
        assertThat(file).doesNotExist();
    }

    @Test
    void aModelOfAnotherDepthIsRefused() {
        ModelSpec two = model(new LayerSpec.Lstm(4, true, 0), new LayerSpec.Lstm(4, true, 0));
        ModelSpec one = model(new LayerSpec.Lstm(4, true, 0));
        Path file = folder.resolve("model.safetensors");
        Safetensors.write(file, two, Models.parameters(two, 1), new KerasNames());
        assertThatThrownBy(() -> Safetensors.read(file, one, new KerasNames()))
                .hasMessageContaining("holds [layer1.kernel, layer1.recurrent_kernel, layer1.bias] besides");
        Safetensors.write(file, one, Models.parameters(one, 1), new KerasNames());
        assertThatThrownBy(() -> Safetensors.read(file, two, new KerasNames()))
                .hasMessageContaining("has no tensors layer1.kernel, layer1.recurrent_kernel, layer1.bias");
    }

    @Test
    void eachTensorOfAnotherShapeIsNamedWithBoth() {
        ModelSpec four = model(new LayerSpec.Lstm(4, true, 0));
        Path file = folder.resolve("model.safetensors");
        Safetensors.write(file, four, Models.parameters(four, 1), new KerasNames());
        assertThatThrownBy(() -> Safetensors.read(file, model(new LayerSpec.Lstm(5, true, 0)), new KerasNames()))
                .hasMessage(file + ": tensor layer0.kernel has shape [3, 16], the model's is [3, 20]; tensor"
                        + " layer0.recurrent_kernel has shape [4, 16], the model's is [5, 20]; tensor layer0.bias has"
                        + " shape [16], the model's is [20]; tensor head.kernel has shape [4, 2], the model's is"
                        + " [5, 2]");
    }

    @Test
    void weightsThatAreNotFiniteAreRefusedByPlace() {
        ModelSpec spec = model(new LayerSpec.Lstm(4, true, 0));
        float[] parameters = Models.parameters(spec, 1);
        parameters[17] = Float.NaN;
        Path file = folder.resolve("model.safetensors");
        Safetensors.write(file, spec, parameters, new KerasNames());
        assertThatThrownBy(() -> Safetensors.read(file, spec, new KerasNames()))
                .hasMessage(file + ": tensor layer0.kernel holds NaN at index 17; weights must be finite");
    }

    private static ModelSpec model(LayerSpec... layers) {
        return new ModelSpec(new InputSpec.Features(3), Arrays.asList(layers), new HeadSpec(2, new LossSpec.Mse()));
    }
}
