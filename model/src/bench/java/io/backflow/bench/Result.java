package io.backflow.bench;

import java.util.List;
import java.util.Map;

/**
 * A whole run.
 *
 * @param machine as it was at the start
 * @param versions of the libraries that each engine ran on
 * @param sgemmGflops median rate of a 1024³ product with our BLAS, asked once a workload
 */
record Result(Machine machine, Map<Contender, List<String>> versions, double sgemmGflops, List<Row> rows) {}
