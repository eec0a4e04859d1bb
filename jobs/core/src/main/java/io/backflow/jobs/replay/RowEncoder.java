package io.backflow.jobs.replay;

/** A row as the value of a record. */
interface RowEncoder {

    /** @param cells a text for each column; empty where there is no value */
    byte[] encode(String[] cells);
}
