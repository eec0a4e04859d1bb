package io.backflow.jobs.replay;

/**
 * A row of a table.
 *
 * @param line of the file at which it begins, from 1
 * @param cells a text for each column; empty where there is no value
 */
record Row(long line, String[] cells) {}
