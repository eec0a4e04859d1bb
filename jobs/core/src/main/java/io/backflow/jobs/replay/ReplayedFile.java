package io.backflow.jobs.replay;

/**
 * A file, and how its rows are written.
 *
 * @param writer made for the file's columns
 */
record ReplayedFile(TableFile file, RowWriter writer) {}
