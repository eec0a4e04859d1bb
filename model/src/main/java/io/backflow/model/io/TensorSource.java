package io.backflow.model.io;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** A file of named tensors, opened for reading. */
interface TensorSource extends AutoCloseable {

    Path file();

    /** The tensors that belong to the model; a reader that leaves one unread has the wrong model. */
    Set<String> names();

    /** The shape of one of {@link #names()}. */
    List<Long> shape(String name);

    /**
     * The values of one tensor, row-major.
     *
     * @throws ModelFileException unless it is there, of floating point, of that shape and finite throughout
     */
    float[] read(String name, int... shape);

    @Override
    void close();
}
