package io.backflow.model.io;

import io.backflow.model.ModelSpec;
import io.backflow.model.ParameterLayout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Weights in a file of any program: what Keras 3 saves as {@code .weights.h5}, or safetensors under Keras' or under
 * PyTorch's names. The file's first bytes and the names of its tensors say which.
 */
public final class WeightFiles {

    private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    private static final byte[] ZIP = {'P', 'K', 3, 4};

    /** Tensors of each file under Keras' names begin with it. */
    private static final String KERAS = "layer0.";

    private WeightFiles() {}

    /**
     * The parameters in {@code file}, laid out as {@link ParameterLayout#of} says. Where the model has statistics of
     * its features, and the file does not, they are those of no values.
     *
     * @throws ModelFileException unless the file holds exactly the weights of this model, finite throughout; it names
     *     each tensor that is absent, of another shape, or of another model
     */
    public static float[] read(Path file, ModelSpec spec) {
        return Arrays.copyOf(
                isHdf5(file) ? KerasWeights.read(file, spec.normalized(false)) : readSafetensors(file, spec),
                ParameterLayout.of(spec).size());
    }

    private static float[] readSafetensors(Path file, ModelSpec spec) {
        try (SafetensorsReader reader = SafetensorsReader.open(file)) {
            boolean statistics = reader.names().contains(ParameterLayout.MEAN);
            return Assembly.read(reader, statistics ? spec : spec.normalized(false), names(reader.names()));
        }
    }

    /** Texts that the program that wrote {@code file} put beside the weights. */
    public static Map<String, String> metadata(Path file) {
        return isHdf5(file) ? KerasWeights.metadata(file) : Safetensors.metadata(file);
    }

    private static WeightNames names(Set<String> tensors) {
        return tensors.stream().anyMatch(name -> name.startsWith(KERAS)) ? new KerasNames() : TorchNames.of(tensors);
    }

    private static boolean isHdf5(Path file) {
        byte[] start = start(file);
        if (Arrays.equals(start, 0, ZIP.length, ZIP, 0, ZIP.length)) {
            throw new ModelFileException(
                    file,
                    "is a zip archive, as Keras' .keras files and those of torch.save are, and is not read; save the"
                            + " weights with model.save_weights(\"model.weights.h5\") in Keras, or with save_file of"
                            + " safetensors.torch in PyTorch");
        }
        if (String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".onnx")) {
            throw new ModelFileException(
                    file,
                    "is an ONNX file, which is written but not read; give the weights as .weights.h5 or"
                            + " safetensors");
        }
        return Arrays.equals(start, HDF5);
    }

    /** The first bytes, as many as {@link #HDF5} has; zeros where the file is shorter. */
    private static byte[] start(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ModelFileException(file, "is no file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.copyOf(in.readNBytes(HDF5.length), HDF5.length);
        } catch (IOException e) {
            throw new ModelFileException(file, "cannot be read: " + e, e);
        }
    }
}
