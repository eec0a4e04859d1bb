package io.backflow.lab.demo;

/**
 * What the demo came to.
 *
 * @param seed of the run
 * @param seconds from the start of the command to its end
 * @param stepsTrained timesteps that the model was trained on
 * @param epoch that the chosen model had learnt from at last
 * @param test errors on the test storms
 */
public record DemoResult(long seed, double seconds, long stepsTrained, int epoch, TestErrors test) {}
