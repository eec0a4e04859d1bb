package io.backflow.jobs.forecast;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.ForecastSpec;
import io.backflow.model.ParameterLayout;
import io.backflow.model.io.KerasNames;
import io.backflow.model.io.ModelFileException;
import io.backflow.model.io.Safetensors;
import io.backflow.model.io.WeightFiles;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A model in a file, with all that forecasts in the units of the stream need: the file's metadata contain the network,
 * the normalization, the target rule, the columns, and where the model comes from.
 *
 * @param spec what the model forecasts, and of which columns
 * @param origin where it comes from; null: another program trained it, which did not say how
 * @param parameters the flat vector
 */
public record ModelFile(ForecastSpec spec, @Nullable ModelOrigin origin, float[] parameters) {

    private static final String SPEC = "backflow.forecast";
    private static final String RUN = "backflow.run";
    private static final String VERSION = "backflow.version";
    private static final String STEPS = "backflow.steps";
    private static final String INPUTS = "backflow.inputs";

    /** A model of which only the version is known. */
    public ModelFile(ForecastSpec spec, long version, float[] parameters) {
        this(spec, new ModelOrigin("", version, 0), parameters);
    }

    /** The same where all that scales the features is in {@link #spec}: for programs that know parameters of layers. */
    public ModelFile frozen() {
        float[] learnt =
                Arrays.copyOf(parameters, ParameterLayout.of(spec.model()).learnt());
        return new ModelFile(spec.frozen(parameters), origin, learnt);
    }

    /** Number of the version of the run that trained it; 0 where another program did. */
    public long version() {
        return origin == null ? 0 : origin.version();
    }

    /** The texts that a file holds beside the parameters. */
    public Map<String, String> metadata() {
        Map<String, String> texts = new TreeMap<>();
        texts.put(SPEC, spec.toJson());
        spec.inputsJson().ifPresent(names -> texts.put(INPUTS, names));
        texts.put(VERSION, Long.toString(version()));
        if (origin != null) {
            texts.put(STEPS, Long.toString(origin.steps()));
            texts.put(RUN, origin.run());
        }
        return texts;
    }

    /**
     * Writes this to {@code file}, a safetensors file under Keras' names, whole or not at all; throws {@link
     * ModelFileException} where it cannot.
     */
    public void write(Path file) {
        Safetensors.write(file, spec.model(), parameters, new KerasNames(), metadata());
    }

    /**
     * What {@link #write} left in {@code file}, or another file that holds the same texts.
     *
     * @throws ModelFileException where it cannot be read, or where another program wrote it, since such a file does not
     *     say how features are scaled and what the outputs speak of
     */
    public static ModelFile read(Path file) {
        Map<String, String> metadata = WeightFiles.metadata(file);
        ForecastSpec spec = own(file, metadata);
        if (spec == null) {
            throw new ModelFileException(
                    file,
                    "has no metadata " + SPEC + ", which says how features are scaled and what the outputs speak of;"
                            + " open it with the configuration that it was trained with");
        }
        return new ModelFile(spec, origin(file, metadata), WeightFiles.read(file, spec.model()));
    }

    /**
     * The model in {@code file}, which another program may have written: see {@link WeightFiles}.
     *
     * @param spec what it was trained with
     * @throws ModelFileException where it is not a model of this form, or says that it was trained otherwise
     */
    public static ModelFile read(Path file, ForecastSpec spec) {
        Map<String, String> metadata = WeightFiles.metadata(file);
        ForecastSpec own = own(file, metadata);
        try {
            if (own != null) {
                spec.checkFits(own, "this model");
            }
        } catch (ConfigException e) {
            throw new ModelFileException(file, String.valueOf(e.getMessage()), e);
        }
        ModelOrigin origin = own == null ? null : origin(file, metadata);
        return new ModelFile(spec, origin, WeightFiles.read(file, spec.model()));
    }

    private static ModelOrigin origin(Path file, Map<String, String> metadata) {
        return new ModelOrigin(
                metadata.getOrDefault(RUN, ""), number(file, metadata, VERSION), number(file, metadata, STEPS));
    }

    private static @Nullable ForecastSpec own(Path file, Map<String, String> metadata) {
        String json = metadata.get(SPEC);
        try {
            return json == null ? null : ForecastSpec.parse(json);
        } catch (ConfigException e) {
            throw new ModelFileException(file, "metadata " + SPEC + ": " + e.getMessage(), e);
        }
    }

    private static long number(Path file, Map<String, String> metadata, String key) {
        String text = metadata.getOrDefault(key, "0");
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw new ModelFileException(file, "metadata " + key + " is " + text + "; it must be a number, 0 or more");
    }
}
