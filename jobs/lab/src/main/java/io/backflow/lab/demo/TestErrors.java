package io.backflow.lab.demo;

/**
 * Mean squared errors on the test storms, on scaled values.
 *
 * @param network of the trained network
 * @param persistence of saying that nothing changes
 * @param linear of saying that all goes on as it went
 */
public record TestErrors(double network, double persistence, double linear) {}
