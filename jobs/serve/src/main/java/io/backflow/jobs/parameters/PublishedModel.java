package io.backflow.jobs.parameters;

import io.backflow.jobs.publish.ModelVersion;

/**
 * A whole, verified version of a model as a reader found it.
 *
 * @param version the values and what went into them
 * @param model the specification as JSON
 * @param blasKernel what OpenBLAS chose in the process that published it, by OpenBLAS' name
 */
public record PublishedModel(ModelVersion version, String model, String blasKernel) {}
