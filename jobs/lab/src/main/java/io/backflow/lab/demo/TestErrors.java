package io.backflow.lab.demo;

/**
 * Mean squared errors on the test storms, on scaled values.
 *
 * @param network of the trained network
 * @param persistence of the forecast that nothing changes
 * @param linear of the forecast that the last change continues
 */
public record TestErrors(double network, double persistence, double linear) {}
