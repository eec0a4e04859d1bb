package io.backflow.model.io;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Writes tensors of one or two dimensions as datasets of an HDF5 file.
 *
 * @param tensors by path
 * @param metadata texts, which become attributes of the file
 */
record KerasFileWriter(List<NamedTensor> tensors, Map<String, String> metadata) {

    void writeTo(Path file) {
        try (WritableHdfFile hdf = HdfFile.write(file)) {
            metadata.forEach(hdf::putAttribute);
            for (NamedTensor tensor : tensors) {
                String[] path = tensor.name().split("/", -1);
                WritableGroup group = hdf;
                for (int i = 0; i < path.length - 1; i++) {
                    group = child(group, path[i]);
                }
                group.putDataset(path[path.length - 1], array(tensor));
            }
        }
    }

    private static WritableGroup child(WritableGroup group, String name) {
        return group.getChildren().get(name) instanceof WritableGroup child ? child : group.putGroup(name);
    }

    private static Object array(NamedTensor tensor) {
        if (tensor.shape().length == 1) {
            return tensor.values();
        }
        int columns = tensor.shape()[1];
        float[][] rows = new float[tensor.shape()[0]][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(tensor.values(), i * columns, (i + 1) * columns));
        return rows;
    }
}
