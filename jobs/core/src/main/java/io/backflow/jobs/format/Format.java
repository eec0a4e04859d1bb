package io.backflow.jobs.format;

/** Bytes to fields: finds the parts of a record that are mapped. Not thread-safe. */
interface Format {

    /** Sets in {@code fields} what {@code record} has of the mapped parts. */
    void read(Incoming record, Fields fields) throws RecordException;
}
