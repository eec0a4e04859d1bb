package io.backflow.cli;

import io.backflow.jobs.forecast.ModelFile;
import io.backflow.model.io.KerasWeights;
import io.backflow.model.io.Onnx;
import io.backflow.model.io.Safetensors;
import io.backflow.model.io.TorchNames;
import java.nio.file.Path;

/** What a model is exported to. Each file holds, beside the parameters, what forecasts need. */
enum ModelFormat {

    /** A graph that any ONNX runtime runs. */
    ONNX(".onnx") {
        @Override
        void write(ModelFile model, Path file) {
            ModelFile frozen = model.frozen();
            Onnx.write(file, frozen.spec().model(), frozen.parameters(), frozen.metadata());
        }
    },

    /** Weights under Keras' names, for Backflow itself and whatever reads safetensors. */
    SAFETENSORS(".safetensors") {
        @Override
        void write(ModelFile model, Path file) {
            model.write(file);
        }
    },

    /** Weights that {@code model.load_weights} of Keras 3 reads. */
    KERAS(".weights.h5") {
        @Override
        void write(ModelFile model, Path file) {
            ModelFile frozen = model.frozen();
            KerasWeights.write(file, frozen.spec().model(), frozen.parameters(), frozen.metadata());
        }
    },

    /** Weights under PyTorch's names, as safetensors. */
    TORCH(".torch.safetensors") {
        @Override
        void write(ModelFile model, Path file) {
            ModelFile frozen = model.frozen();
            Safetensors.write(file, frozen.spec().model(), frozen.parameters(), new TorchNames(), frozen.metadata());
        }
    };

    private final String extension;

    ModelFormat(String extension) {
        this.extension = extension;
    }

    /** How the names of such files end. */
    String extension() {
        return extension;
    }

    /** Writes {@code file}, whole or not at all. */
    abstract void write(ModelFile model, Path file);

    /** The name of {@code file} without what the name of a model's file ends with. */
    static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        for (ModelFormat format : new ModelFormat[] {TORCH, ONNX, SAFETENSORS, KERAS}) {
            if (name.endsWith(format.extension)) {
                return name.substring(0, name.length() - format.extension.length());
            }
        }
        return name;
    }
}
