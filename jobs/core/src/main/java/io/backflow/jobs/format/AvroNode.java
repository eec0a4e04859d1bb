package io.backflow.jobs.format;

/** Reads, or skips, one value of a writer's schema. */
@FunctionalInterface
interface AvroNode {

    /** Takes the value from {@code in}, and sets what of it is mapped. */
    void read(AvroInput in, Fields into) throws RecordException;
}
