package io.backflow.model.io;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.dataset.ChunkedDataset;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The datasets below {@code layers} of an HDF5 file, by path. A dataset is read only if its shape is the one asked for
 * and it takes just that many bytes in the file, or, if it is stored in chunks, when they are decoded.
 */
final class KerasFile implements TensorSource {

    /** Below it Keras keeps the random state of dropout, which is no weight. */
    private static final String RANDOM_STATE = "seed_generator";

    private static final int DEEPEST = 16;

    /** Other programs put attributes of their own there. */
    private static final String OWN = "backflow.";

    private final Path file;
    private final HdfFile hdf;
    private final Map<String, Dataset> datasets = new LinkedHashMap<>();

    private KerasFile(Path file, HdfFile hdf) {
        this.file = file;
        this.hdf = hdf;
        long end = hdf.getHdfBackingStorage().getSuperblock().getEndOfFileAddress();
        if (end != hdf.size()) {
            throw new ModelFileException(
                    file, "has " + hdf.size() + " bytes where it says " + end + "; it is truncated");
        }
        if (!(hdf.getChild("layers") instanceof Group layers)) {
            throw new ModelFileException(file, "has no group layers; Backflow reads what Keras 3 saves as .weights.h5");
        }
        collect(layers, "layers", 0);
    }

    static KerasFile open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ModelFileException(file, "is no file");
        }
        try {
            HdfFile hdf = HdfFile.fromByteBuffer(mapped(file));
            try {
                return new KerasFile(file, hdf);
            } catch (RuntimeException e) {
                hdf.close();
                throw e;
            }
        } catch (ModelFileException e) {
            throw e;
        } catch (IOException e) {
            throw new ModelFileException(file, "cannot be read: " + e, e);
        } catch (RuntimeException e) {
            throw new ModelFileException(file, "is damaged or no HDF5 file: " + e.getMessage(), e);
        }
    }

    /** In memory a length is cut from what is there; read by channel, jhdf would take memory for whatever it says. */
    private static ByteBuffer mapped(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new ModelFileException(file, "has " + channel.size() + " bytes; at most 2 GB are read");
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        }
    }

    private void collect(Group group, String path, int depth) {
        if (depth > DEEPEST) {
            throw new ModelFileException(file, "nests groups deeper than " + DEEPEST + " at " + path);
        }
        for (Map.Entry<String, Node> child : group.getChildren().entrySet()) {
            String name = path + "/" + child.getKey();
            if (child.getValue() instanceof Group inner && !child.getKey().equals(RANDOM_STATE)) {
                collect(inner, name, depth + 1);
            } else if (child.getValue() instanceof Dataset dataset) {
                datasets.put(name, dataset);
            }
        }
    }

    /** Texts beside the tensors whose names begin with {@value #OWN}. */
    Map<String, String> metadata() {
        Map<String, String> texts = new LinkedHashMap<>();
        try {
            hdf.getAttributes().forEach((name, attribute) -> {
                if (name.startsWith(OWN) && attribute.getData() instanceof String text) {
                    texts.put(name, text);
                }
            });
        } catch (RuntimeException e) {
            throw new ModelFileException(file, "has damaged attributes: " + e.getMessage(), e);
        }
        return texts;
    }

    @Override
    public Path file() {
        return file;
    }

    @Override
    public Set<String> names() {
        return datasets.keySet();
    }

    @Override
    public List<Long> shape(String name) {
        try {
            return shape(Objects.requireNonNull(datasets.get(name), name));
        } catch (RuntimeException e) {
            throw damaged(name, e);
        }
    }

    private static List<Long> shape(Dataset dataset) {
        return Arrays.stream(dataset.getDimensions()).asLongStream().boxed().toList();
    }

    @Override
    public float[] read(String name, int... shape) {
        TensorChecks checks = new TensorChecks(file, name);
        Dataset dataset = datasets.get(name);
        if (dataset == null) {
            throw checks.absent(names());
        }
        try {
            return read(dataset, checks, shape);
        } catch (ModelFileException e) {
            throw e;
        } catch (RuntimeException e) {
            throw damaged(name, e);
        }
    }

    private ModelFileException damaged(String name, RuntimeException problem) {
        return new ModelFileException(file, "tensor " + name + " is damaged: " + problem.getMessage(), problem);
    }

    private float[] read(Dataset dataset, TensorChecks checks, int... shape) {
        checks.requireShape(shape(dataset), shape);
        checks.requireType(dataset.getJavaType(), float.class);
        if (dataset instanceof ChunkedDataset chunked) {
            new ChunkChecks(checks, chunked, shape).require();
        } else {
            long expected = (long) NamedTensor.size(shape) * Float.BYTES;
            checks.requireStored(dataset.getStorageInBytes(), expected, hdf.size());
        }
        Object data = dataset.getDataFlat();
        if (!(data instanceof float[] values) || values.length != NamedTensor.size(shape)) {
            throw new ModelFileException(file, "tensor " + checks.name() + " could not be read whole");
        }
        checks.requireFinite(values);
        return values;
    }

    @Override
    public void close() {
        hdf.close();
    }
}
