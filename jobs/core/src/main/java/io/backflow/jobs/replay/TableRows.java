package io.backflow.jobs.replay;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The rows of a table, one after the other. Not thread-safe. */
public interface TableRows extends Closeable {

    /**
     * The next row; null after the last.
     *
     * @throws SkippedRow where that row is none; the one after it may be asked for
     */
    @Nullable
    Row next() throws IOException, SkippedRow;
}
