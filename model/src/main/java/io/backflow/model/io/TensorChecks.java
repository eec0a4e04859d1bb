package io.backflow.model.io;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** What a tensor of a file must be before it becomes part of a model. */
record TensorChecks(Path file, String name) {

    ModelFileException absent(Collection<String> names) {
        return new ModelFileException(file, "has no tensor " + name + "; it has " + names);
    }

    void requireShape(List<Long> found, int... expected) {
        List<Long> wanted = Arrays.stream(expected).asLongStream().boxed().toList();
        if (!found.equals(wanted)) {
            throw new ModelFileException(file, "tensor " + name + " has shape " + found + "; the model's is " + wanted);
        }
    }

    void requireType(Class<?> found, Class<?> expected) {
        if (found != expected) {
            throw new ModelFileException(
                    file,
                    "tensor " + name + " holds " + found.getSimpleName() + " values; it must hold "
                            + expected.getSimpleName());
        }
    }

    ModelFileException refused(String why) {
        return new ModelFileException(file, "tensor " + name + " " + why);
    }

    /**
     * Refuses a tensor that takes another number of bytes in the file than its shape does, or more than the file has.
     */
    void requireStored(long found, long expected, long fileSize) {
        if (found != expected || expected > fileSize) {
            throw new ModelFileException(
                    file,
                    "tensor " + name + " takes " + found + " bytes in a file of " + fileSize + "; its shape takes "
                            + expected);
        }
    }

    void requireFinite(float... values) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new ModelFileException(
                        file, "tensor " + name + " holds " + values[i] + " at index " + i + "; weights must be finite");
            }
        }
    }
}
