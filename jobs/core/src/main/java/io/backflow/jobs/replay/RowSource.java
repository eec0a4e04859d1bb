package io.backflow.jobs.replay;

import java.io.IOException;

/** Reads the rows of a table, each time from the first one, which is not that of the names. */
public interface RowSource {

    /** The rows, to be closed by the caller. */
    TableRows open() throws IOException;
}
