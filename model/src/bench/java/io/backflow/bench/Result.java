package io.backflow.bench;

import java.util.List;
import java.util.Map;

/**
 * A whole run.
 *
 * @param machine as it was at the start
 * @param versions of the libraries that each engine ran on
 * @param rows one a workload
 */
record Result(Machine machine, Map<Contender, List<String>> versions, List<Row> rows) {

    Result {
        rows = List.copyOf(rows);
    }

    /** Median over the workloads of the rate of a 1024³ product with our BLAS. */
    double sgemmGflops() {
        return Match.median(rows.stream().map(Row::sgemmGflops).toList());
    }
}
