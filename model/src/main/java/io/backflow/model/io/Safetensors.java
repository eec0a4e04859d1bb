package io.backflow.model.io;

import io.backflow.model.ModelSpec;
import io.backflow.model.ParameterLayout;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Weights as safetensors files, under Keras' or PyTorch's names. */
public final class Safetensors {

    /** Key of the metadata that holds the model's spec as JSON. */
    private static final String SPEC = "backflow.spec";

    private Safetensors() {}

    /**
     * Writes {@code parameters}, laid out as {@link ParameterLayout#of} says; the spec goes along as metadata.
     *
     * @throws ModelFileException if {@code names} cannot hold this model, or the file cannot be written
     */
    public static void write(Path file, ModelSpec spec, float[] parameters, WeightNames names) {
        write(file, spec, parameters, names, Map.of());
    }

    /**
     * The same with texts of the caller's.
     *
     * @param more metadata beside the spec
     */
    public static void write(
            Path file, ModelSpec spec, float[] parameters, WeightNames names, Map<String, String> more) {
        ParameterLayout.of(spec).requireSize(parameters);
        Map<String, String> metadata = new LinkedHashMap<>(Map.of("format", "pt", SPEC, ModelJson.text(spec)));
        metadata.putAll(more);
        WholeFile.write(file, new SafetensorsWriter(names.tensors(spec, parameters), metadata)::writeTo);
    }

    /**
     * The parameters in {@code file}, laid out as {@link ParameterLayout#of} says.
     *
     * @throws ModelFileException unless the file holds exactly the tensors of this model, finite throughout
     */
    public static float[] read(Path file, ModelSpec spec, WeightNames names) {
        try (SafetensorsReader reader = SafetensorsReader.open(file)) {
            return Assembly.read(reader, spec, names);
        }
    }

    /** The metadata of {@code file}; empty where it has none. */
    public static Map<String, String> metadata(Path file) {
        try (SafetensorsReader reader = SafetensorsReader.open(file)) {
            return Map.copyOf(reader.metadata());
        }
    }

    /** The spec that {@code write} left in {@code file}; empty if another program wrote it. */
    public static Optional<ModelSpec> spec(Path file) {
        try (SafetensorsReader reader = SafetensorsReader.open(file)) {
            return Optional.ofNullable(reader.metadata().get(SPEC)).map(text -> ModelJson.spec(file, text));
        }
    }
}
