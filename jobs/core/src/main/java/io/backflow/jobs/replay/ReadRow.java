package io.backflow.jobs.replay;

import io.backflow.jobs.sequence.Step;

/**
 * A row, and the step that it is.
 *
 * @param key of its record
 */
record ReadRow(Row row, byte[] key, Step step) {}
