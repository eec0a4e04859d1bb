package io.backflow.jobs.replay;

import io.backflow.jobs.sequence.Step;

/** Reads a record as the job will that it is for. */
@FunctionalInterface
public interface StepReader {

    /**
     * The step that a record is.
     *
     * @throws SkippedRow where it is none, and would be a dead letter
     */
    Step read(byte[] key, byte[] value) throws SkippedRow;
}
