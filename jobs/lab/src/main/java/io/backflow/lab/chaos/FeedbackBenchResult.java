package io.backflow.lab.chaos;

import java.util.List;

/**
 * How long a snapshot of the whole model takes from the server to a worker in another process, in milliseconds.
 *
 * @param parameters values of 32 bits in a snapshot
 * @param coLocated over Flink's network and the task beside the worker
 * @param topic through the topic {@code parameters}
 */
public record FeedbackBenchResult(int parameters, Latency coLocated, Latency topic) {

    /** Percentiles over {@code samples} snapshots. */
    public record Latency(double p50Ms, double p99Ms, int samples) {

        /** Of latencies in microseconds, in ascending order. */
        static Latency of(List<Long> micros) {
            if (micros.isEmpty()) {
                throw new IllegalStateException("no snapshot went from one process to another");
            }
            return new Latency(at(micros, 0.5), at(micros, 0.99), micros.size());
        }

        private static double at(List<Long> micros, double share) {
            return micros.get((int) Math.ceil(share * micros.size()) - 1) / 1000.0;
        }
    }
}
