package io.backflow.jobs.replay;

/**
 * Where a row belongs in a stream.
 *
 * @param number among the steps of its sequence in the epoch, from 0
 * @param shift milliseconds that are added to its event time
 * @param weightless whether nothing is to be learnt from it
 * @param last whether its sequence's life ends with it
 */
record PlacedStep(long number, long shift, boolean weightless, boolean last) {}
