package io.backflow.jobs.replay;

/**
 * A row of a table.
 *
 * @param line of the file at which it begins, from 1; in a file without lines, how many rows it is from the beginning
 * @param cells a text for each column; empty where there is no value
 */
public record Row(long line, String[] cells) {}
