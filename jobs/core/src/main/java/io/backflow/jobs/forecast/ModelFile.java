package io.backflow.jobs.forecast;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.ForecastSpec;
import io.backflow.model.io.KerasNames;
import io.backflow.model.io.ModelFileException;
import io.backflow.model.io.Safetensors;
import java.nio.file.Path;
import java.util.Map;

/**
 * A model in a safetensors file, under Keras' names, with all that forecasts in the units of the stream need: the
 * file's metadata contain the network, the normalization, the target rule and the version.
 *
 * @param spec what the model forecasts
 * @param version number of the version of the run that trained it
 * @param parameters the flat vector
 */
public record ModelFile(ForecastSpec spec, long version, float[] parameters) {

    private static final String SPEC = "backflow.forecast";
    private static final String VERSION = "backflow.version";

    /** Writes this to {@code file}, whole or not at all; throws {@link ModelFileException} where it cannot. */
    public void write(Path file) {
        Map<String, String> metadata = Map.of(SPEC, spec.toJson(), VERSION, Long.toString(version));
        Safetensors.write(file, spec.model(), parameters, new KerasNames(), metadata);
    }

    /**
     * What {@link #write} left in {@code file}.
     *
     * @throws ModelFileException where it cannot be read, or where another program wrote it, since such a file does not
     *     say how features are scaled and what the outputs speak of
     */
    public static ModelFile read(Path file) {
        Map<String, String> metadata = Safetensors.metadata(file);
        String spec = metadata.get(SPEC);
        if (spec == null) {
            throw new ModelFileException(
                    file,
                    "has no metadata " + SPEC + ", which says how features are scaled and what the outputs speak of;"
                            + " open it with the configuration that it was trained with");
        }
        return read(file, parse(file, spec), version(file, metadata));
    }

    /**
     * The model in {@code file}, which another program may have written.
     *
     * @param spec what it was trained with
     * @throws ModelFileException where it is not a model of this form, or says that it was trained otherwise
     */
    public static ModelFile read(Path file, ForecastSpec spec) {
        Map<String, String> metadata = Safetensors.metadata(file);
        String own = metadata.get(SPEC);
        if (own != null && !parse(file, own).equals(spec)) {
            throw new ModelFileException(
                    file, "was trained with another model, normalization or target than given; open it without them");
        }
        return read(file, spec, version(file, metadata));
    }

    private static ModelFile read(Path file, ForecastSpec spec, long version) {
        return new ModelFile(spec, version, Safetensors.read(file, spec.model(), new KerasNames()));
    }

    private static ForecastSpec parse(Path file, String json) {
        try {
            return ForecastSpec.parse(json);
        } catch (ConfigException e) {
            throw new ModelFileException(file, "metadata " + SPEC + ": " + e.getMessage(), e);
        }
    }

    private static long version(Path file, Map<String, String> metadata) {
        String text = metadata.getOrDefault(VERSION, "0");
        try {
            long version = Long.parseLong(text);
            if (version >= 0) {
                return version;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw new ModelFileException(file, "metadata " + VERSION + " is " + text + "; it must be a number, 0 or more");
    }
}
