package io.backflow.jobs;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The number of key groups, which keyed state can never change afterwards. */
public final class MaxParallelism {

    private static final int DEFAULT = 128;

    private MaxParallelism() {}

    /** The maximum parallelism of {@code env}; sets {@link #DEFAULT} if it has none. */
    public static int of(StreamExecutionEnvironment env) {
        if (env.getMaxParallelism() <= 0) {
            env.setMaxParallelism(DEFAULT);
        }
        return env.getMaxParallelism();
    }
}
