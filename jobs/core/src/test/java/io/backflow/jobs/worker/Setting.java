package io.backflow.jobs.worker;

import io.backflow.jobs.config.JobConfig;

/** Configurations that tests of the trainer start from. */
public final class Setting {

    private Setting() {}

    /** A small network over two features; {@code more} holds the sections {@code sync} and {@code optimizer}. */
    public static JobConfig of(String more) {
        return of(3, more);
    }

    /** The same with {@code batch} windows trained together. */
    public static JobConfig of(int batch, String more) {
        return replaying(batch, 0, more);
    }

    /** The same with {@code replayed} past windows, of three that are kept, beside each new one; 0: none. */
    public static JobConfig replaying(int batch, int replayed, String more) {
        return JobConfig.parse("""
            job: {seed: 3}
            kafka: {bootstrap_servers: "localhost:9092", bounded: true}
            model:
              input: {type: features, size: 2}
              layers: [{type: gru, units: 4, reset_after: true}]
              head: {units: 1, loss: {type: mse}}
            horizon: {type: truncated, every: 4}
            batch: {size: %d%s}
            server: {shards: 3}
            %s
            %s
            """.formatted(
                        batch,
                        replayed == 0 ? "" : ", replay: {windows: " + replayed + ", kept: 3}",
                        more.contains("forecast:") ? "" : "forecast: {type: training}",
                        more));
    }

    /** The same job, whose layer drops a share {@code dropout} of its outputs. */
    public static JobConfig dropping(String dropout, JobConfig config) {
        return JobConfig.parse(config.toJson().replace("\"dropout\":0.0", "\"dropout\":" + dropout));
    }
}
